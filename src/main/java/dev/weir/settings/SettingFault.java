package dev.weir.settings;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fault of one setting, taken from a message of SmallRye Config.
 *
 * <p>Source of the forms: SmallRye Config 3.16.0, the messages SRCFG00011, 14, 39, 40, 49 and 50; messages of Jakarta
 * Validation begin with the setting's name.
 *
 * @param name the setting, empty where the message names none
 * @param repair a value with which the rest of the settings can be read; absent for a setting that is unknown
 */
public record SettingFault(String name, Optional<String> repair, Finding finding) {
    private static final Pattern UNKNOWN = Pattern.compile("SRCFG00050: (\\S+) in (.*) does not map to any root");
    private static final Pattern MISSING = Pattern.compile("SRCFG00014: The config property (\\S+) is required.*");
    private static final Pattern EMPTY = Pattern.compile("SRCFG00040: The config property (\\S+) is defined as.*");
    private static final Pattern UNSET =
            Pattern.compile("SRCFG00011: Could not expand value (\\S+) in property (\\S+).*");
    private static final Pattern BAD = Pattern.compile(
            "SRCFG00039: The config property (\\S+) with the config value \"(.*)\" threw an Exception"
                    + " whilst being converted (.*)",
            Pattern.DOTALL);
    private static final Pattern ALLOWED = Pattern.compile("allowed values: (.*)$");
    private static final Pattern OUT_OF_BOUNDS = Pattern.compile("(weir\\.\\S+) (.*)");
    private static final Pattern FILE = Pattern.compile(".*source=(?:file:)?([^\\]]+)].*");
    private static final Pattern CODE = Pattern.compile("SRCFG\\d+");

    /** Reads a message. */
    static SettingFault of(String message) {
        int start = message.indexOf("SRCFG");
        String text = start < 0 ? message : message.substring(start);
        Matcher matcher = UNKNOWN.matcher(text);
        if (matcher.matches()) {
            return unknown(matcher.group(1), matcher.group(2));
        }
        matcher = MISSING.matcher(text);
        if (matcher.matches()) {
            return absent(matcher.group(1), "missing");
        }
        matcher = EMPTY.matcher(text);
        if (matcher.matches()) {
            return absent(matcher.group(1), "empty");
        }
        matcher = UNSET.matcher(text);
        if (matcher.matches()) {
            return absent(matcher.group(2), "needs the variable " + matcher.group(1) + ", which is not set");
        }
        matcher = BAD.matcher(text);
        if (matcher.matches()) {
            return bad(matcher.group(1), matcher.group(2), matcher.group(3));
        }
        matcher = OUT_OF_BOUNDS.matcher(text);
        if (matcher.matches()) {
            return repairable(matcher.group(1), matcher.group(2), setIt(matcher.group(1)));
        }
        return unrecognised(text);
    }

    private static SettingFault unknown(String name, String source) {
        Matcher file = FILE.matcher(source);
        SettingNames.Alternatives alternatives = SettingNames.alternatives(name);
        String remedy = alternatives
                .near()
                .map(near -> "Did you mean " + near + "?")
                .orElse("Correct or remove it; known there: " + String.join(", ", alternatives.known()) + ".");
        String place = file.matches() ? file.group(1) : source;
        return new SettingFault(name, Optional.empty(), Finding.fault(name, "unknown, set in " + place, remedy));
    }

    private static SettingFault absent(String name, String problem) {
        if (!name.contains(".keys.")) {
            return repairable(name, problem, setIt(name));
        }
        String remedy = "Set the variable that application.yaml names (ANTHROPIC_API_KEY) or "
                + SettingNames.variableOf(name) + " to the upstream's key, or to file:<path>.";
        return repairable(name, problem + "; it is the upstream's key", remedy);
    }

    private static SettingFault bad(String name, String value, String reason) {
        String shown = value.contains("@") || name.contains("key") ? "the value (hidden)" : '"' + value + '"';
        return repairable(name, shown + " is not valid (expected: " + expected(name, reason) + ")", setIt(name));
    }

    private static String expected(String name, String reason) {
        Matcher allowed = ALLOWED.matcher(reason);
        if (allowed.find()) {
            return allowed.group(1).replace(",", " or ");
        }
        if (reason.contains("duration")) {
            return "a duration such as 5s or 2m";
        }
        if (reason.contains("not in correct format")) {
            return "a size such as 32M";
        }
        if (name.endsWith(".level")) {
            return "a level such as DEBUG, INFO or WARN";
        }
        if (reason.contains("integer")) {
            return "a whole number";
        }
        return name.endsWith(".url") || name.endsWith(".proxy") ? "a URL such as https://host:port" : "another form";
    }

    private static SettingFault repairable(String name, String problem, String remedy) {
        String fallback = name.endsWith(".url") ? "http://127.0.0.1" : name.contains(".keys.") ? "missing" : "";
        return new SettingFault(
                name, Optional.of(SettingNames.defaultOf(name).orElse(fallback)), Finding.fault(name, problem, remedy));
    }

    /** The message may hold a value, so only its code is shown. */
    private static SettingFault unrecognised(String text) {
        Matcher code = CODE.matcher(text);
        String shown = code.find() ? code.group() : "no code";
        return new SettingFault(
                "",
                Optional.empty(),
                Finding.fault(
                        "settings",
                        "cannot be read (" + shown + ")",
                        "Compare them with the application.yaml that comes with Weir."));
    }

    /** Says where a setting is set. */
    public static String setIt(String name) {
        return "Set it in application.yaml, or as " + SettingNames.variableOf(name) + " in the environment.";
    }
}
