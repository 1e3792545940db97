/**
 * The chips on the screen: each with a letter for its kind, its words and its weight, and a bar with
 * what can be done to the one that is chosen. Of a new list only what differs is made.
 */
(() => {
    "use strict";

    const {say, counted, KINDS, LETTERS} = Animagine.words;
    const {element, button} = Animagine.dom;

    const CHIP = ".animagine-tag";
    const HELP = "animagine-tags-help";
    const LONGEST = 60;

    class ChipsView {
        /**
         * @param {HTMLElement} place
         * @param {Animagine.ChipActions} actions
         */
        constructor(place, actions) {
            this.actions = actions;
            this.toggle = button("animagine-tags-toggle", say("Tags one by one"), () => actions.toggle());
            this.count = element("span", "animagine-quiet");
            const head = element("div", "animagine-tags-head");
            head.append(this.toggle, this.count);
            this.list = element("div", "animagine-tags");
            this.list.setAttribute("role", "group");
            this.list.setAttribute("aria-label", say("The prompt, tag by tag"));
            this.bar = element("div", "animagine-tags-bar");
            this.bar.setAttribute("role", "toolbar");
            this.buttons = this.makeBar();
            this.note = element("p", "animagine-said");
            this.note.setAttribute("role", "status");
            const help = element("p", "animagine-quiet animagine-tags-help", say("Arrows: choose. Ctrl+↑ ↓: weigh. Alt+← →: move. Space: off and on. Delete: remove."));
            help.id = HELP;
            this.inside = element("div", "animagine-tags-inside");
            this.inside.append(this.list, this.bar, this.note, help);
            place.replaceChildren(head, this.inside);
            Animagine.rove.rove(this.list, CHIP);
            Animagine.rove.rove(this.bar, "button");
            this.list.addEventListener("focusin", () => this.chosen());
            /** @type {Animagine.Shown[]} */
            this.shown = [];
        }

        makeBar() {
            const {actions} = this;
            const made = {
                lighter: button("animagine-button", "−", () => actions.weigh(-1)),
                weight: element("span", "animagine-tags-weight"),
                heavier: button("animagine-button", "+", () => actions.weigh(1)),
                left: button("animagine-button", "←", () => actions.carry(-1)),
                right: button("animagine-button", "→", () => actions.carry(1)),
                off: button("animagine-button", say("Switch off"), () => actions.turn()),
                remove: button("animagine-button", say("Remove"), () => actions.remove()),
            };
            const {lighter, heavier, left, right} = made;
            for (const [each, name] of /** @type {const} */ ([[lighter, say("Less weight")], [heavier, say("More weight")], [left, say("Move to the left")], [right, say("Move to the right")]])) {
                each.setAttribute("aria-label", name);
                each.title = name;
            }
            for (const each of Object.values(made)) if (each instanceof HTMLButtonElement) each.tabIndex = each === lighter ? 0 : -1;
            this.bar.append(...Object.values(made));
            return made;
        }

        /**
         * @param {boolean} open
         * @param {number} off how many are switched off
         */
        head(open, off) {
            this.toggle.setAttribute("aria-pressed", String(open));
            this.inside.hidden = !open;
            const text = off ? counted("1 tag switched off", "{count} tags switched off", off) : "";
            if (this.count.textContent !== text) this.count.textContent = text;
        }

        /**
         * @param {Animagine.Shown[]} shown
         * @param {boolean} [tooMany] of them to be shown
         */
        show(shown, tooMany = false) {
            const held = this.list.contains(document.activeElement);
            const at = this.at();
            this.shown = shown;
            Animagine.pieces.renew(this.list, shown.length ? shown.map(piece) : [nothing(tooMany)]);
            const all = this.chips();
            const stop = /** @type {HTMLElement | null} */ (this.list.querySelector(`${CHIP}[tabindex="0"]`)) || all[Math.max(0, Math.min(at, all.length - 1))];
            if (stop) Animagine.rove.stop(this.list, CHIP, stop);
            if (held && !this.list.contains(document.activeElement)) (stop || this.toggle).focus({preventScroll: true});
            this.chosen();
        }

        /** @returns {HTMLElement[]} */
        chips() {
            return [...this.list.querySelectorAll(CHIP)].map((each) => /** @type {HTMLElement} */ (each));
        }

        /** The number of the chosen one, or -1. */
        at() {
            return this.chips().findIndex((each) => each.tabIndex === 0);
        }

        /**
         * @param {number} at
         * @param {boolean} focus
         */
        choose(at, focus) {
            const chip = this.chips()[at];
            if (!chip) return void (focus && this.toggle.focus({preventScroll: true}));
            Animagine.rove.stop(this.list, CHIP, chip);
            if (focus) chip.focus({preventScroll: true});
            this.chosen();
        }

        /** Another one is chosen, or it is another by now: the bar says what can be done to it. */
        chosen() {
            const one = this.shown[this.at()];
            this.bar.hidden = !one;
            if (!one) return;
            const {lighter, heavier, left, right, off, remove, weight} = this.buttons;
            const words = bare(one);
            this.bar.setAttribute("aria-label", words);
            weight.textContent = one.off ? "" : one.chip.weight.toFixed(2).replace(/0$/, "");
            off.textContent = one.off ? say("Switch on") : say("Switch off");
            may(one.off === null && one.changes, lighter, heavier);
            may(one.off === null && one.chip.moves, left, right);
            may(one.goes, off);
            may(one.changes, remove);
        }

        /** @param {string} text what came of an action */
        say(text) {
            this.note.textContent = text;
        }
    }

    /**
     * @param {boolean} can
     * @param {HTMLElement[]} buttons
     */
    function may(can, ...buttons) {
        for (const each of buttons) each.setAttribute("aria-disabled", String(!can));
    }

    /** @param {Animagine.Shown} one @returns {string} its words, as they are read */
    function bare({off, chip}) {
        return (off ? off.tag : chip.text).replace(/\\([()[\]])/g, "$1");
    }

    /**
     * @param {Animagine.Shown} one
     * @returns {Animagine.Piece}
     */
    function piece(one) {
        const {off, chip} = one;
        const words = bare(one);
        const kind = off ? "off" : chip.kind;
        const toldInside = off || chip.kind === "group"; // its words are shown with their brackets
        const weight = toldInside || chip.weight === 1 ? "" : String(Number(chip.weight.toFixed(2)));
        const change = off ? "" : chip.change;
        const reason = off ? "" : chip.reason;
        return {key: JSON.stringify([kind, words, weight, change, reason]), make: () => made({kind, words, weight, change, reason})};
    }

    /** What a compile does to a tag, in a word. @type {Record<string, () => string>} */
    const CHANGES = {moved: () => say("moved"), rewritten: () => say("rewritten"), removed: () => say("left out")};

    /** @param {{kind: string, words: string, weight: string, change: string, reason: string}} of */
    function made({kind, words, weight, change, reason}) {
        const chip = element("button", "animagine-tag");
        chip.type = "button";
        chip.tabIndex = -1;
        chip.dataset.kind = kind;
        if (change) chip.dataset.change = change;
        const letter = element("span", "animagine-letter", kind === "off" ? "○" : LETTERS[kind] || "T");
        const text = element(kind === "off" ? "del" : "span", "animagine-tag-text", words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words);
        chip.append(letter, text);
        if (weight) chip.append(element("span", "animagine-tag-weight", weight));
        const done = change in CHANGES ? CHANGES[change]() : "";
        if (done) chip.append(element("span", "animagine-tag-change", done));
        const named = kind === "off" ? say("switched off") : say(KINDS[kind] || kind);
        const why = done && reason ? `${done}: ${reason}` : done;
        const parts = [words, named, weight && say("weight {weight}", {weight}), why];
        chip.setAttribute("aria-label", parts.filter(Boolean).join(", "));
        chip.setAttribute("aria-describedby", HELP);
        chip.title = [named, why].filter(Boolean).join(" · ");
        return chip;
    }

    /** @param {boolean} tooMany */
    function nothing(tooMany) {
        const text = tooMany ? say("The prompt is too long to be shown tag by tag.") : say("nothing");
        return {key: `"${text}`, make: () => element("span", "animagine-quiet", text)};
    }

    Animagine.chipsView = {ChipsView, CHIP};
})();
