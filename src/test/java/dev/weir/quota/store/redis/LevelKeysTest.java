package dev.weir.quota.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.quota.store.Subject;
import org.junit.jupiter.api.Test;

class LevelKeysTest {
    @Test
    void sharesTheTeamsHashTagAndLeavesTeamNamesAsTheyAre() {
        LevelKeys user = TestKeysOf.user(new Subject("a.Team_1@x-y", "0f"));
        LevelKeys team = TestKeysOf.team("a.Team_1@x-y");

        assertThat(user)
                .isEqualTo(new LevelKeys(
                        "weir:q1:{a.Team_1@x-y}:s:u:0f",
                        "weir:q1:{a.Team_1@x-y}:l:u:0f",
                        "weir:q1:{a.Team_1@x-y}:a:u:0f"));
        assertThat(team)
                .isEqualTo(new LevelKeys(
                        "weir:q1:{a.Team_1@x-y}:s:t", "weir:q1:{a.Team_1@x-y}:l:t", "weir:q1:{a.Team_1@x-y}:a:t"));
    }

    @Test
    void writesEverythingElseInAWayThatCannotEndTheTag() {
        LevelKeys keys = TestKeysOf.user(new Subject("a}b", "{é%"));

        assertThat(keys.state()).isEqualTo("weir:q1:{a%7Db}:s:u:%7B%C3%A9%25");
        assertThat(LevelKeys.charges("a}b")).isEqualTo("weir:q1:{a%7Db}:c");
    }
}
