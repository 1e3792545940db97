/**
 * Two pictures of the history side by side: their texts with what differs marked, and the settings
 * that are not the same.
 */
(() => {
    "use strict";

    const {element} = Animagine.dom;
    const say = (/** @type {string} */ text, /** @type {any} */ values) => Animagine.words.say(text, values);

    /** @type {Record<string, "ins" | "del" | "mark">} */
    const TAGS = {added: "ins", removed: "del", moved: "mark"};
    /** @type {Record<string, string>} */
    const CLASSES = {added: "animagine-mark-added", removed: "animagine-mark-removed", moved: "animagine-mark-moved"};

    /**
     * @param {any} found what the server says of the two
     * @returns {HTMLElement}
     */
    function shown(found) {
        const made = element("div", "animagine-comparison");
        /** @type {Array<[string, Animagine.Difference[]]>} */
        const texts = [
            [say("Prompt as typed"), found.typed.prompt],
            [say("Negative prompt as typed"), found.typed.negative_prompt],
            [say("Prompt as sent"), found.sent.prompt],
            [say("Negative prompt as sent"), found.sent.negative_prompt],
        ];
        for (const [name, pieces] of texts) {
            if (pieces.length) made.append(element("div", "animagine-label", name), marked(pieces));
        }
        if (found.settings.length) made.append(element("div", "animagine-label", say("Settings")), table(found.settings));
        const marks = texts.some(([, pieces]) => pieces.some((piece) => piece.kind !== "same"));
        if (!marks && !found.settings.length) made.append(element("p", "", say("They do not differ.")));
        if (marks) made.prepend(legend());
        return made;
    }

    function legend() {
        const line = element("p", "animagine-quiet animagine-sent animagine-compared");
        line.append(piece("removed", say("only in the first")), " ", piece("added", say("only in the second")), " ", piece("moved", say("moved")));
        return line;
    }

    /** @param {Animagine.Difference[]} pieces */
    function marked(pieces) {
        const block = element("div", "animagine-sent");
        for (const {kind, text} of pieces) block.append(kind === "same" ? text : piece(kind, text));
        return block;
    }

    /**
     * @param {string} kind
     * @param {string} text
     */
    function piece(kind, text) {
        return element(TAGS[kind], CLASSES[kind], text);
    }

    /** @param {Array<{name: string, one: string | null, other: string | null}>} settings */
    function table(settings) {
        const made = element("table", "animagine-settings");
        for (const {name, one, other} of settings) {
            const row = element("tr", "");
            const head = element("th", "", name);
            head.scope = "row";
            row.append(head, element("td", "", one ?? "–"), element("td", "", other ?? "–"));
            made.append(row);
        }
        return made;
    }

    Animagine.comparison = {shown};
})();
