package dev.weir.console;

import dev.weir.console.history.HistoryJson;
import dev.weir.console.view.ConfigurationView;
import dev.weir.console.view.ConsoleSources;
import dev.weir.console.view.ExchangeView;
import dev.weir.console.view.ExchangesView;
import dev.weir.console.view.ModelsView;
import dev.weir.console.view.NowView;
import dev.weir.console.view.PageHead;
import dev.weir.console.view.ReplicaView;
import dev.weir.console.view.TeamView;
import dev.weir.console.view.TeamsView;
import dev.weir.console.view.UpstreamsView;
import dev.weir.console.view.UserView;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The pages by their paths. Each reads and renders at once, so it blocks: never on an event loop. */
final class ConsolePages {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int DETAIL = 2;
    private static final int USER_DETAIL = 4;
    private static final String TEAMS = "Teams";
    private static final String EXCHANGES = "Exchanges";
    private static final String NO_SUCH_TEAM = "The policy in force has no such team.";

    private final ConsoleSources sources;

    ConsolePages(ConsoleSources sources) {
        this.sources = sources;
    }

    /** Returns the page at a path; 404 where there is none. */
    ConsoleAnswer page(ConsolePath at) {
        List<String> names = at.names();
        return switch (names.isEmpty() ? "" : names.getFirst()) {
            case "" -> top(at, "Now", "Now", head -> ConsoleTemplates.now(head, NowView.of(sources)));
            case "teams" -> teams(at);
            case "upstreams" ->
                top(at, "Upstreams", "Upstreams", head -> ConsoleTemplates.upstreams(head, UpstreamsView.of(sources)));
            case "models" ->
                top(
                        at,
                        "Models and cache",
                        "Models and cache",
                        head -> ConsoleTemplates.models(head, ModelsView.of(sources)));
            case "exchanges" -> exchanges(at);
            case "configuration" ->
                top(
                        at,
                        "Configuration in force",
                        "Configuration",
                        head -> ConsoleTemplates.configuration(head, ConfigurationView.of(sources)));
            case "replica" ->
                top(at, "This replica", "Replica", head -> ConsoleTemplates.replica(head, ReplicaView.of(sources)));
            case "history.json" -> history(at);
            default -> missing(at, "There is no such page.");
        };
    }

    /** Returns where the page of a user is, whose id is typed. */
    ConsoleAnswer findUser(ConsolePath at, String id) {
        String team = at.names().get(1);
        return UserView.hashOf(sources, team, id)
                .map(hash -> ConsoleAnswer.seeOther("/console/teams/" + PageHead.segment(team) + "/users/" + hash))
                .orElseGet(() -> missing(at, NO_SUCH_TEAM));
    }

    /** Returns the part of the page <i>now</i> that is live. */
    String tiles() {
        return ConsoleTemplates.tiles(NowView.of(sources)).render();
    }

    private ConsoleAnswer teams(ConsolePath at) {
        List<String> names = at.names();
        if (names.size() == DETAIL) {
            return detail(
                    at, TEAMS, names.get(1), TeamView.of(sources, names.get(1)), ConsoleTemplates::team, NO_SUCH_TEAM);
        }
        if (names.size() == USER_DETAIL && names.get(2).equals("users")) {
            return detail(
                    at,
                    TEAMS,
                    "User",
                    UserView.of(sources, names.get(1), names.get(3)),
                    ConsoleTemplates::user,
                    "There is no such team, or this is no hash of a user: 32 hexadecimal digits.");
        }
        return top(at, TEAMS, TEAMS, head -> ConsoleTemplates.teams(head, TeamsView.of(sources, at.parameter("q"))));
    }

    private ConsoleAnswer exchanges(ConsolePath at) {
        if (at.names().size() == DETAIL) {
            return detail(
                    at,
                    EXCHANGES,
                    "Exchange",
                    ExchangeView.of(sources, at.names().get(1)),
                    ConsoleTemplates::exchange,
                    "This replica keeps the last 1,000 exchanges, and this is none of them. The usage log has it.");
        }
        return top(
                at,
                "Recent exchanges",
                EXCHANGES,
                head -> ConsoleTemplates.exchanges(
                        head,
                        ExchangesView.of(
                                sources, at.parameter("team"), at.parameter("outcome"), at.parameter("status"))));
    }

    private ConsoleAnswer history(ConsolePath at) {
        String after = at.parameter("after");
        long since = after.matches("\\d{1,12}") ? Long.parseLong(after) : 0;
        return ConsoleAnswer.json(HistoryJson.of(sources.history().after(since)));
    }

    private ConsoleAnswer top(ConsolePath at, String title, String section, PageMaker page) {
        return at.names().size() > 1
                ? missing(at, "There is no such page.")
                : ConsoleAnswer.html(
                        OK,
                        page.of(PageHead.of(title, section, at.text(), sources)).render());
    }

    private <V> ConsoleAnswer detail(
            ConsolePath at,
            String section,
            String title,
            Optional<V> view,
            BiFunction<PageHead, V, TemplateInstance> page,
            String otherwise) {
        PageHead head = PageHead.of(title, section, at.text(), sources);
        return view.map(found -> ConsoleAnswer.html(OK, page.apply(head, found).render()))
                .orElseGet(() -> missing(at, otherwise));
    }

    private ConsoleAnswer missing(ConsolePath at, String reason) {
        PageHead head = PageHead.of("Not found", "", at.text(), sources);
        return ConsoleAnswer.html(
                NOT_FOUND, ConsoleTemplates.missing(head, reason).render());
    }

    /** Makes a page below its head. */
    @FunctionalInterface
    private interface PageMaker {
        TemplateInstance of(PageHead head);
    }
}
