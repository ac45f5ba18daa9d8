package dev.weir.console;

import dev.weir.console.view.ConfigurationView;
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
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The templates in {@code templates/console}; the build checks that what they name exists, and escapes every text. */
@CheckedTemplate(basePath = "console")
public final class ConsoleTemplates {
    private ConsoleTemplates() {}

    static native TemplateInstance now(PageHead page, NowView view);

    static native TemplateInstance tiles(NowView view);

    static native TemplateInstance teams(PageHead page, TeamsView view);

    static native TemplateInstance team(PageHead page, TeamView view);

    static native TemplateInstance user(PageHead page, UserView view);

    static native TemplateInstance upstreams(PageHead page, UpstreamsView view);

    static native TemplateInstance models(PageHead page, ModelsView view);

    static native TemplateInstance exchanges(PageHead page, ExchangesView view);

    static native TemplateInstance exchange(PageHead page, ExchangeView view);

    static native TemplateInstance configuration(PageHead page, ConfigurationView view);

    static native TemplateInstance replica(PageHead page, ReplicaView view);

    static native TemplateInstance missing(PageHead page, String reason);
}
