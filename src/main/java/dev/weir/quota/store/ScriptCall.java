package dev.weir.quota.store;

import dev.weir.policy.Limit;
import dev.weir.policy.LimitKind.Unit;
import dev.weir.policy.Limits;
import java.util.ArrayList;
import java.util.List;

/** One call of a script: its keys and its arguments, in the order in which the script's own comment names them. */
record ScriptCall(Script.Name script, List<String> keys, List<String> arguments) {
    static ScriptCall reserve(Reservation reservation, Periods periods) {
        List<String> arguments = new ArrayList<>(64);
        arguments.add(reservation.lease());
        arguments.add(Long.toString(reservation.leaseTime().toMillis()));
        arguments.add(
                switch (reservation.fit()) {
                    case CLAMPED_WHEN_IDLE -> "clamped";
                    case EXACT -> "exact";
                });
        add(arguments, reservation.hold());
        add(arguments, reservation.charge());
        add(arguments, periods, reservation.terms());
        return new ScriptCall(Script.Name.RESERVE, withMarker(reservation.subject(), reservation.lease()), arguments);
    }

    /** All renewals are of one team. */
    static ScriptCall renew(List<Renewal> renewals) {
        List<String> keys = new ArrayList<>(
                Keys.ofTeam(renewals.getFirst().subject().team()).all());
        List<String> arguments = new ArrayList<>(renewals.size() * 12);
        for (Renewal renewal : renewals) {
            keys.addAll(Keys.ofUser(renewal.subject()).all());
            arguments.add(renewal.lease());
            arguments.add(Long.toString(renewal.leaseTime().toMillis()));
            add(arguments, renewal.hold());
            add(arguments, renewal.charge());
        }
        return new ScriptCall(Script.Name.RENEW, keys, arguments);
    }

    static ScriptCall settle(Settlement settlement, Periods periods) {
        return new ScriptCall(Script.Name.SETTLE, bothLevels(settlement.subject()), arguments(settlement, periods));
    }

    static ScriptCall charge(Settlement settlement, Periods periods) {
        return new ScriptCall(
                Script.Name.CHARGE,
                withMarker(settlement.subject(), settlement.lease()),
                arguments(settlement, periods));
    }

    static ScriptCall look(Subject subject, Terms terms, Periods periods) {
        List<String> arguments = new ArrayList<>(64);
        add(arguments, periods, terms);
        return new ScriptCall(Script.Name.LOOK, bothLevels(subject), arguments);
    }

    static ScriptCall reset(Subject subject) {
        return new ScriptCall(Script.Name.RESET, Keys.ofUser(subject).all(), List.of());
    }

    private static List<String> arguments(Settlement settlement, Periods periods) {
        List<String> arguments = new ArrayList<>(64);
        arguments.add(settlement.lease());
        add(arguments, settlement.used());
        add(arguments, periods, settlement.terms());
        return arguments;
    }

    private static List<String> bothLevels(Subject subject) {
        List<String> keys = new ArrayList<>(Keys.ofUser(subject).all());
        keys.addAll(Keys.ofTeam(subject.team()).all());
        return keys;
    }

    private static List<String> withMarker(Subject subject, String lease) {
        List<String> keys = bothLevels(subject);
        keys.add(Keys.marker(subject.team(), lease));
        return keys;
    }

    private static void add(List<String> arguments, Amounts amounts) {
        arguments.add(Long.toString(amounts.requests()));
        arguments.add(Long.toString(amounts.inputTokens()));
        arguments.add(Long.toString(amounts.outputTokens()));
        arguments.add(Long.toString(amounts.budgetTokens()));
        arguments.add(Long.toString(amounts.nanoUsd()));
    }

    private static void add(List<String> arguments, Periods periods, Terms terms) {
        periods.days().forEach(start -> arguments.add(Long.toString(start)));
        periods.months().forEach(start -> arguments.add(Long.toString(start)));
        add(arguments, terms.user());
        add(arguments, terms.team());
    }

    private static void add(List<String> arguments, Limits limits) {
        arguments.add(Integer.toString(limits.all().size()));
        for (Limit limit : limits.all()) {
            arguments.add(Part.codeOf(limit.kind()));
            arguments.add(Long.toString(inSmallestUnit(limit, limit.max())));
            arguments.add(Long.toString(inSmallestUnit(limit, limit.size())));
        }
    }

    /** Returns a size of a limit in what is counted: money, a policy's micro-dollars, in nano-dollars. */
    static long inSmallestUnit(Limit limit, long size) {
        return limit.kind().unit() == Unit.USD ? Math.multiplyExact(size, 1000L) : size;
    }
}
