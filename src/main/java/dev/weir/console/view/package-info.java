/** What each page of the console shows: values and texts, taken from what Weir knows at that moment. */
@NullMarked
package dev.weir.console.view;

import org.jspecify.annotations.NullMarked;
