package dev.weir.policy;

import dev.weir.yaml.SafeText;
import dev.weir.yaml.UniqueTexts;
import dev.weir.yaml.YamlFields;
import dev.weir.yaml.YamlNode;
import dev.weir.yaml.YamlValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the keys of all teams and reports where two are the same. */
final class KeyReader {
    private static final String ID = "id";
    private static final String SHA256 = "sha256";
    private static final String USER = "user";
    private static final String EXPIRES = "expires";
    private static final int LONGEST_USER = 1024;

    /** The YAML keys of an API key. */
    static final List<String> KNOWN = List.of(ID, SHA256, USER, EXPIRES);

    private final UniqueTexts digests = new UniqueTexts();

    /** Reads the keys of one team. */
    List<ApiKey> readAll(YamlNode node) {
        UniqueTexts ids = new UniqueTexts();
        List<ApiKey> keys = new ArrayList<>();
        for (YamlNode item : node.items("a list of keys")) {
            read(item, ids).ifPresent(keys::add);
        }
        return keys;
    }

    private Optional<ApiKey> read(YamlNode node, UniqueTexts ids) {
        YamlFields fields = node.fields(KNOWN);
        Optional<String> id = fields.require(ID).flatMap(at -> unique(id(at), at, ids));
        Optional<String> sha256 = fields.require(SHA256).flatMap(at -> unique(PolicyValues.sha256(at), at, digests));
        Optional<String> user = fields.find(USER).flatMap(KeyReader::user);
        var expires = fields.find(EXPIRES).flatMap(YamlValues::date);
        return id.flatMap(name -> sha256.map(digest -> new ApiKey(name, digest, user, expires)));
    }

    private static Optional<String> id(YamlNode node) {
        return node.text("a name for the key").filter(text -> PolicyValues.isName(node, text));
    }

    private static Optional<String> user(YamlNode node) {
        return node.text("the one user that the key is bound to").filter(text -> {
            boolean fits = text.length() <= LONGEST_USER;
            if (!fits) {
                node.fault(SafeText.length(text) + YamlNode.expectation("at most " + LONGEST_USER));
            }
            return fits;
        });
    }

    private static Optional<String> unique(Optional<String> text, YamlNode node, UniqueTexts texts) {
        text.ifPresent(known -> texts.add(known, node));
        return text;
    }
}
