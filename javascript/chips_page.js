/**
 * The prompt tag by tag, as a view beneath its box: what is done to a tag is an edit of the text that
 * touches nothing else and can be undone. Closed it costs nothing. While it is open the preview's question
 * asks for the tags too.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;
    const area = (/** @type {string} */ id) => Animagine.panelControls.area(id);

    const ID = "animagine_panel";
    const KEY = "animagine_tags";
    /** An answer that has not come by then is not waited for, in milliseconds. */
    const PATIENCE = 3000;

    class Chips {
        /** @param {HTMLElement} place */
        constructor(place) {
            this.open = Animagine.kept.remembered(KEY) === "open";
            /** @type {Animagine.Chip[]} */
            this.chips = [];
            /** The prompt that they are of; null before the first answer. @type {string | null} */
            this.text = null;
            /** @type {Animagine.Off[]} */
            this.off = [];
            /** What is to be done once they are of the prompt as it is. @type {{act: () => void, until: number} | null} */
            this.waiting = null;
            /** What was done last, and to which tag: done again at once it is one step of the page's undo. */
            this.last = "";
            this.view = new Animagine.chipsView.ChipsView(place, {
                toggle: () => this.toggle(),
                weigh: (direction) => this.weigh(direction),
                carry: (step) => this.carry(step),
                turn: () => this.turn(),
                remove: () => this.remove(),
            });
            this.later = Animagine.frames.later(() => this.look());
            const {list} = this.view;
            list.addEventListener("keydown", (event) => this.key(event));
            list.addEventListener("keyup", (event) => {
                if (event.key === " ") event.preventDefault(); // Firefox presses a button then
            });
            new Animagine.chipsDrag.Drag(list, (from, to) => this.drop(from, to));
            this.look(true);
        }

        toggle() {
            this.open = !this.open;
            Animagine.kept.remember(KEY, this.open ? "open" : "");
            this.look(true);
            Animagine.preview.look();
        }

        /** @param {boolean} [anew] although nothing is switched off or on */
        look(anew = false) {
            const off = Animagine.off.look();
            if (off === this.off && !anew) return;
            this.off = off;
            this.view.head(this.open, off.length);
            if (this.open) this.view.show(this.shown());
        }

        /**
         * Of an older prompt nothing is shown: what was done since would be undone on the screen.
         *
         * @param {string} text that was asked about
         * @param {any[] | undefined} items
         */
        answered(text, items) {
            if (!this.open || !items || text !== area("prompt")?.value) return;
            this.chips = Animagine.chipsText.chips(items, text);
            this.text = text;
            this.off = Animagine.off.look();
            this.view.head(this.open, this.off.length);
            this.view.show(this.shown(), items.length === 0 && text.trim() !== "");
            const {waiting} = this;
            this.waiting = null;
            if (waiting && performance.now() < waiting.until && this.stands()) waiting.act();
        }

        /** All that is shown: tags, and between them what is switched off. */
        shown() {
            /** @type {Animagine.Shown[]} */
            const found = [];
            let n = 0;
            const offs = (/** @type {number} */ before) => {
                for (; n < this.off.length && this.off[n].at <= before; n++) found.push({off: this.off[n], chip: Animagine.off.UNKNOWN, n, changes: true, goes: true});
            };
            this.chips.forEach((chip, at) => {
                offs(chip.start);
                const changes = !Animagine.chipsText.isFixed(chip);
                found.push({off: null, chip, n: at, changes, goes: changes && !/[\r\n]/.test(this.words(chip))});
            });
            offs(Infinity);
            return found;
        }

        /** @param {Animagine.Chip} chip */
        words({start, end}) {
            return (this.text ?? "").slice(start, end);
        }

        /** Are the tags those of the prompt as it is? */
        stands() {
            return this.text !== null && area("prompt")?.value === this.text;
        }

        /**
         * Do something to the chosen tag, when the tags are known.
         *
         * @param {(one: Animagine.Shown) => boolean} act tells whether it was done; if not, it has to be asked anew
         */
        with(act) {
            const at = this.view.at();
            const one = this.view.shown[at];
            if (!one) return;
            const words = one.off ? one.off.tag : this.words(one.chip);
            if (this.stands() && act(one)) return;
            const again = () => { // unless another one is there by now
                const now = this.view.shown[at];
                if (now && (now.off ? now.off.tag : this.words(now.chip)) === words) act(now);
            };
            this.waiting = {act: again, until: performance.now() + PATIENCE};
            for (const preview of Animagine.preview.all()) if (preview.controls.boxes === ID) preview.again();
        }

        /** @param {1 | -1} direction */
        weigh(direction) {
            this.with((one) => {
                if (one.off || !one.changes) return true;
                const done = Animagine.chipsText.weighed(this.text ?? "", this.chips, one.n, direction);
                if (done) this.take(done, `weigh ${one.n}`, "weigh");
                const now = done && this.chips[one.n];
                if (now) this.view.say(`${now.text}: ${say("weight {weight}", {weight: now.weight})}`);
                return true;
            });
        }

        /** @param {1 | -1} step */
        carry(step) {
            this.with((one) => {
                if (one.off || !one.chip.moves) return true;
                const all = this.chips;
                let to = one.n + step;
                while (all[to] && !(all[to].moves && all[to].scope === one.chip.scope)) to += step;
                if (all[to]) this.carryTo(one.n, to);
                return true;
            });
        }

        /**
         * @param {number} from
         * @param {number} to
         */
        carryTo(from, to) {
            const done = Animagine.chipsText.carried(this.text ?? "", this.chips, from, to);
            if (!done) return;
            this.take(done, "move", "move");
            this.view.say(say("{tag}: place {place} of {count}", {tag: this.chips[done.at].text, place: done.at + 1, count: this.chips.length}));
        }

        /**
         * A chip was dragged.
         *
         * @param {number} from its number on the screen
         * @param {number} to that of the one whose place it takes
         */
        drop(from, to) {
            const {shown} = this.view;
            this.view.choose(from, true);
            this.with((one) => {
                const target = shown[to];
                if (one.off || !target) return true;
                const near = target.off ? shown.slice(0, to).filter((each) => !each.off).length : target.n;
                this.carryTo(one.n, Math.min(near, this.chips.length - 1));
                return true;
            });
        }

        remove() {
            this.with((one) => {
                if (one.off) return this.forget(one.n);
                if (!one.changes) return true;
                const done = Animagine.chipsText.removed(this.chips, one.n);
                if (done) this.take(done, "remove", "remove");
                if (done) this.view.say(say("Removed: {tag}", {tag: one.chip.text}));
                return done !== null;
            });
        }

        /** @param {number} n forget what is switched off */
        forget(n) {
            const {tag} = this.off[n];
            this.step(this.text ?? "", this.off.filter((_, each) => each !== n), "remove", "remove");
            this.view.say(say("Removed: {tag}", {tag}));
            return true;
        }

        turn() {
            this.with((one) => one.off ? this.turnOn(one.n) : this.turnOff(one));
        }

        /** @param {number} n */
        turnOn(n) {
            const {tag} = this.off[n];
            const text = this.text ?? "";
            const {edit, off, chips} = Animagine.off.returned(this.off, n, text, this.chips);
            this.chips = chips;
            this.step(Animagine.chipsText.edited(text, edit), off, "off", "on");
            this.view.say(say("Switched on: {tag}", {tag}));
            return true;
        }

        /** @param {Animagine.Shown} one */
        turnOff(one) {
            if (!one.goes) return true;
            const done = Animagine.chipsText.removed(this.chips, one.n);
            if (!done) return false;
            const text = this.text ?? "";
            const off = Animagine.off.added(this.off, text, one.chip, done);
            this.chips = done.chips;
            this.step(Animagine.chipsText.edited(text, done.edit), off, "off", "off");
            this.view.say(say("Switched off: {tag}", {tag: one.chip.text}));
            return true;
        }

        /**
         * @param {Animagine.Chipped} done
         * @param {string} last
         * @param {string} what
         */
        take({edit, chips, at}, last, what) {
            const text = this.text ?? "";
            const off = this.off.map((each) => ({...each, at: Animagine.chipsText.moved(each.at, edit)}));
            this.chips = chips;
            this.step(Animagine.chipsText.edited(text, edit), off, last, what, chips[at]);
        }

        /**
         * @param {string} text
         * @param {Animagine.Off[]} off
         * @param {string} last
         * @param {string} what
         * @param {Animagine.Chip} [chip] that is chosen afterwards; else what comes to stand in its place
         */
        step(text, off, last, what, chip) {
            const box = area("prompt");
            if (!box) return;
            const held = document.activeElement;
            const at = this.view.at();
            if (last !== this.last || !last.startsWith("weigh")) Animagine.undo.note(ID, what);
            this.last = last;
            const lines = Animagine.off.plan(off, text);
            Animagine.steps.take([...Animagine.off.part(lines), Animagine.steps.text(box, text)]);
            this.text = text;
            this.off = off;
            this.view.head(this.open, off.length);
            const shown = this.shown();
            this.view.show(shown);
            const now = chip ? shown.findIndex((each) => each.chip === chip) : Math.min(at, shown.length - 1);
            const inList = held instanceof HTMLElement && (held.matches(Animagine.chipsView.CHIP) || !held.isConnected || held === document.body);
            this.view.choose(now, inList);
            if (!inList && held instanceof HTMLElement) held.focus({preventScroll: true});
        }

        /** @param {KeyboardEvent} event */
        key(event) {
            if (event.isComposing) return;
            const act = this.meant(event);
            if (!act) return;
            event.preventDefault();
            event.stopPropagation();
            act();
        }

        /**
         * @param {KeyboardEvent} event
         * @returns {(() => void) | null}
         */
        meant(event) {
            const direction = Animagine.keys.weighs(event);
            if (direction !== 0) return () => this.weigh(direction);
            if (event.ctrlKey || event.metaKey || event.shiftKey) return null;
            if (event.altKey) {
                const step = /** @type {Record<string, 1 | -1>} */ ({ArrowLeft: -1, ArrowRight: 1})[event.key];
                return step ? () => this.carry(step) : null;
            }
            if (event.key === "Delete" || event.key === "Backspace") return () => this.remove();
            return event.key === " " ? () => this.turn() : null;
        }
    }

    /** @type {Chips | null} */
    let chips = null;
    /** @type {Element | null} */
    let wired = null;

    /** Take in the view, if it is there. */
    function scan() {
        const place = /** @type {HTMLElement | null} */ (document.querySelector(`#${ID} .animagine-tags-view`));
        if (place === null || place === wired || !area("prompt")) return;
        wired = place;
        chips = new Chips(place);
    }

    Animagine.chips = {
        scan,
        /** Something was typed or set: only what is switched off follows. */
        typed: () => chips?.later.soon(),
        look: () => chips?.look(),
        /** As a part of a question; nothing where the view is closed. */
        asked: (boxes) => boxes === ID && chips?.open ? {items: true} : {},
        answered: (boxes, text, items) => {
            if (boxes === ID) chips?.answered(text, items);
        },
    };
})();
