package dev.weir.bench;

import java.nio.file.Path;

/** What wrk sends, in Lua. */
final class WrkScript {
    private static final String MANY_USERS = """
            local users = {}
            local sent = 0
            init = function()
              for i = 0, 1000 do
                users[i] = wrk.format(nil, nil, nil, (wrk.body:gsub("HOT_USER", string.format("user-%04d", i))))
              end
            end
            request = function()
              sent = sent + 1
              if sent % 10 ~= 0 then return users[0] end
              return users[sent / 10 % 1000 + 1]
            end
            """;

    private WrkScript() {}

    /**
     * Returns the script of a step.
     *
     * @param body file that holds the body of its requests
     */
    static String of(BenchStep step, Path body) {
        StringBuilder lua = new StringBuilder("wrk.method = \"POST\"\n");
        BenchRequest.headers(step)
                .forEach((name, value) -> lua.append("wrk.headers[\"%s\"] = \"%s\"\n".formatted(name, value)));
        lua.append("wrk.body = io.open(\"%s\", \"rb\"):read(\"*a\")\n".formatted(body));
        if (step.workload() == Workload.HOT_USER) {
            lua.append(MANY_USERS.replace("HOT_USER", BenchBodies.HOT_USER.replace("-", "%-")));
        }
        return lua.toString();
    }
}
