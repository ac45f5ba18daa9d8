package dev.weir.quota.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeysTest {
    @Test
    void sharesTheTeamsHashTagAndLeavesTeamNamesAsTheyAre() {
        Keys user = Keys.ofUser(new Subject("a.Team_1@x-y", "0f"));
        Keys team = Keys.ofTeam("a.Team_1@x-y");

        assertThat(user)
                .isEqualTo(new Keys(
                        "weir:q1:{a.Team_1@x-y}:s:u:0f",
                        "weir:q1:{a.Team_1@x-y}:l:u:0f",
                        "weir:q1:{a.Team_1@x-y}:a:u:0f"));
        assertThat(team)
                .isEqualTo(new Keys(
                        "weir:q1:{a.Team_1@x-y}:s:t", "weir:q1:{a.Team_1@x-y}:l:t", "weir:q1:{a.Team_1@x-y}:a:t"));
    }

    @Test
    void writesEverythingElseInAWayThatCannotEndTheTag() {
        String key = Keys.marker("a}b", "{é%");

        assertThat(key).isEqualTo("weir:q1:{a%7Db}:c:%7B%C3%A9%25");
    }
}
