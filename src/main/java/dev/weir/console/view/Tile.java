package dev.weir.console.view;

import java.util.List;

/**
 * One quantity of the page <i>now</i>.
 *
 * @param state {@code good}, {@code warn} or {@code bad}; empty where it says nothing of health
 * @param verdict the state in a word, so that no colour alone says it; empty without a state
 */
public record Tile(String title, Figure main, String state, String verdict, List<TileNote> notes) {
    public Tile {
        notes = List.copyOf(notes);
    }

    /** A further figure of the same quantity. */
    public record TileNote(String label, Figure figure) {}

    static Tile plain(String title, Figure main, TileNote... notes) {
        return new Tile(title, main, "", "", List.of(notes));
    }

    static Tile judged(String title, Figure main, String state, String verdict, TileNote... notes) {
        return new Tile(title, main, state, verdict, List.of(notes));
    }
}
