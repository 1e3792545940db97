/**
 * Writing into a box as if it were typed: the browser keeps its undo, and gradio hears of it.
 */
(() => {
    "use strict";

    let working = false;

    /**
     * @param {Animagine.Box} box
     * @param {Animagine.Edit} change
     */
    function apply(box, change) {
        working = true;
        try {
            write(box, change);
        } finally {
            working = false;
        }
    }

    /**
     * @param {Animagine.Box} box
     * @param {Animagine.Edit} change
     */
    function write(box, {start, end, insert}) {
        box.focus({preventScroll: true});
        box.setSelectionRange(start, end);
        const done = insert === ""
            ? start === end || document.execCommand("delete")
            : document.execCommand("insertText", false, insert);
        if (!done) {
            box.setRangeText(insert, start, end, "end");
            told(box);
        }
        box.setSelectionRange(start + insert.length, start + insert.length);
    }

    /**
     * Only what differs, so that undoing leaves the rest alone.
     *
     * @param {Animagine.Box} box
     * @param {string} text
     */
    function replace(box, text) {
        const old = box.value;
        if (old === text) return;
        const {head, tail} = Animagine.spans.common(old, text);
        const end = Math.min(tail, Math.min(old.length, text.length) - head);
        apply(box, {start: head, end: old.length - end, insert: text.slice(head, text.length - end)});
    }

    /**
     * Have the browser undo or redo what was written last, which has to be what brings this text;
     * where it is something else, that stays and the text is written.
     *
     * @param {Animagine.Box} box
     * @param {"undo" | "redo"} command
     * @param {string} text
     */
    function travel(box, command, text) {
        const old = box.value;
        working = true;
        try {
            box.focus({preventScroll: true});
            if (document.execCommand(command) && box.value === old) document.execCommand(command === "undo" ? "redo" : "undo");
        } finally {
            working = false;
        }
        replace(box, text);
    }

    /**
     * Set a value at once, where there is nothing to undo: a number, what is put back after a reload.
     *
     * @param {Animagine.Box} box
     * @param {string} value
     */
    function set(box, value) {
        box.value = value;
        told(box);
        box.dispatchEvent(new Event("change", {bubbles: true}));
    }

    /** @param {Animagine.Box} box */
    function told(box) {
        if (typeof updateInput === "function") updateInput(box);
        else box.dispatchEvent(new Event("input", {bubbles: true}));
    }

    Animagine.writing = {apply, replace, travel, set, isWorking: () => working};
})();
