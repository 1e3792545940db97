/**
 * What stood in the boxes before something replaced it: put back by one press, also after a reload.
 * Ctrl+Z stays the browser's; of what a server has put into a box a browser keeps no undo.
 */
(() => {
    "use strict";

    const {element, button} = Animagine.dom;
    const say = (/** @type {string} */ text, /** @type {any} */ values) => Animagine.words.say(text, values);

    const KEY = "animagine_undo_";
    const MOST = 20;
    /** Characters of a text by which it is known again. */
    const SHOWN = 32;
    /** A browser keeps some millions of characters for all pages of an address. */
    const LONGEST = 1000000;
    const PANEL = "animagine_panel";
    const TEXTS = ["hr_negative_prompt", "hr_prompt", "negative_prompt", "prompt"];
    const NUMBERS = ["width", "height", "steps", "cfg_scale", "seed"];
    /** Where the page has a hires fix, and pictures to start from; the upscaler is chosen in a list. */
    const HIRES = ["hires_upscale", "hires_steps", "denoising_strength", "draft_strength", "mask_blur"];
    const UPSCALER = "hires_upscaler";
    const SAMPLER = "sampling";
    /** A server has answered by then. */
    const ANSWERED = 10000;

    /** @type {Map<Element, Boxes>} by the preview beside them */
    const all = new Map();
    /** What gradio is to choose, as JSON. */
    let choices = "{}";

    /** What replaces texts, for people. @type {Record<string, () => string>} */
    const NAMES = {
        picture: () => say("read a picture"),
        infotext: () => say("take apart"),
        preset: () => say("load a preset"),
        negative: () => say("choose a negative preset"),
        style: () => say("choose a style"),
        history: () => say("use again"),
        seed: () => say("take the seed"),
        restore: () => say("restore what was typed"),
        apply: () => say("apply to prompt"),
        fix: () => say("fix"),
        fixes: () => say("fix all"),
        weigh: () => say("weigh a tag"),
        move: () => say("move a tag"),
        remove: () => say("remove a tag"),
        off: () => say("switch off a tag"),
        on: () => say("switch on a tag"),
    };

    class Boxes {
        /** @param {Animagine.Preview} preview beside them */
        constructor(preview) {
            this.controls = preview.controls;
            this.id = preview.controls.boxes;
            this.back = button("animagine-button", "", () => this.go("past", "future"));
            this.again = button("animagine-button", "", () => this.go("future", "past"));
            this.frame = element("div", "animagine-undo");
            this.frame.append(this.back, this.again);
            preview.place.insertAdjacentElement("beforebegin", this.frame);
            /** @type {Record<"past" | "future", Animagine.Before[]>} the latest at the end */
            this.kept = recalled(KEY + this.id);
            this.look();
        }

        /** @returns {Animagine.Fields} everything that may be replaced */
        read() {
            const boxes = [...TEXTS.map((name) => [name, this.controls.box(name)]), ...[...NUMBERS, ...HIRES].map((name) => [name, this.controls.number(name)])];
            const values = Object.fromEntries(boxes.filter(([, box]) => box).map(([name, box]) => [name, /** @type {Animagine.Box} */ (box).value]));
            values.sampler_name = chosenIn(`${this.id}_${SAMPLER}`);
            if (HIRES[0] in values) values[UPSCALER] = chosenIn(`${this.id}_${UPSCALER}`);
            return this.id === PANEL ? {...values, off: Animagine.off.lines(), options: this.controls.optionsShown()} : values;
        }

        /** @param {string} what is about to replace what stands here */
        note(what) {
            this.kept.past.push({what, state: this.read(), at: Date.now()});
            if (this.kept.past.length > MOST) this.kept.past.shift();
            this.kept.future = [];
            this.keep();
        }

        /**
         * @param {"past" | "future"} from
         * @param {"past" | "future"} to
         */
        go(from, to) {
            const now = this.read();
            const found = this.top(from, now);
            if (!found) return;
            this.kept[from].splice(this.kept[from].indexOf(found));
            this.kept[to].push({what: found.what, state: now, at: Date.now()});
            this.put(found.state);
            this.keep();
        }

        /**
         * The latest that is not what stands here anyway.
         *
         * @param {"past" | "future"} from
         * @param {Animagine.Fields} now
         */
        top(from, now) {
            return [...this.kept[from]].reverse().find(({state}) => !same(state, now));
        }

        /**
         * Forget what nothing came of, such as a picture that told nothing: what is typed next is no work of it.
         *
         * @param {Animagine.Fields} now
         */
        forget(now) {
            const {past} = this.kept;
            const last = past[past.length - 1];
            if (last && same(last.state, now) && Date.now() - last.at > ANSWERED) past.pop();
        }

        /** @param {Partial<Animagine.Fields>} state what it does not hold stays */
        put(state) {
            const told = Object.fromEntries(Object.entries(state).filter(([name, value]) => value !== "" || TEXTS.includes(name)));
            if (this.id === PANEL) delete told.sampler_name;
            const off = typeof state.off === "string" && this.id === PANEL ? Animagine.off.part(state.off) : [];
            const numbers = ["seed", ...HIRES].flatMap((name) => this.controls.numberPart(name, told[name]));
            Animagine.steps.take([...off, ...numbers, ...this.controls.parts(told)]);
            if (this.id === PANEL) this.choose(state);
        }

        /**
         * What is chosen in lists: gradio's server sets it, since one that is not on the screen cannot be opened.
         *
         * @param {Partial<Animagine.Fields>} state
         */
        choose({sampler_name, options, hires_upscaler}) {
            const now = this.read();
            const shown = now.options || {};
            const isSame = (sampler_name || now.sampler_name) === now.sampler_name &&
                (hires_upscaler || now.hires_upscaler) === now.hires_upscaler &&
                Object.entries(options || {}).every(([name, value]) => !(name in shown) || shown[name] === value);
            if (isSame) return;
            choices = JSON.stringify({sampler_name, options, hires_upscaler});
            Animagine.panelControls.press("choose");
        }

        keep() {
            let text = JSON.stringify(this.kept);
            while (text.length > LONGEST && this.kept.past.shift()) text = JSON.stringify(this.kept);
            Animagine.kept.store(KEY + this.id, text);
            this.look();
        }

        look() {
            const {past, future} = this.kept;
            if (past.length + future.length === 0) return void (this.frame.hidden = true);
            const now = this.read();
            this.forget(now);
            const [before, after] = [this.top("past", now), this.top("future", now)];
            show(this.back, before && say("Undo: {what}", {what: named(before.what)}), before && brought(before.state, now));
            show(this.again, after && say("Redo: {what}", {what: named(after.what)}), after && brought(after.state, now));
            this.frame.hidden = !before && !after;
        }
    }

    /**
     * @param {HTMLButtonElement} chip
     * @param {string | undefined} text
     * @param {string} [whole] a text that it brings back: much may have been typed since
     */
    function show(chip, text, whole) {
        chip.hidden = !text;
        const shown = whole === undefined ? text : `${text} “${whole ? shortened(whole) : say("nothing")}”`;
        if (text && chip.textContent !== shown) chip.textContent = shown || "";
        chip.title = whole ?? "";
    }

    /** @param {string} text */
    function shortened(text) {
        const start = [...text.trim().slice(0, 4 * SHOWN).replace(/\s+/g, " ")];
        return start.length > SHOWN ? `${start.slice(0, SHOWN).join("")}…` : start.join("");
    }

    /**
     * The text that comes back: the prompt, or the first one that is another.
     *
     * @param {Animagine.Fields} before
     * @param {Animagine.Fields} now
     * @returns {string | undefined} nothing where all texts stay
     */
    function brought(before, now) {
        const name = [...TEXTS].reverse().find((each) => each in before && before[each] !== now[each]);
        return name && before[name];
    }

    /** @param {string} what */
    function named(what) {
        return what in NAMES ? NAMES[what]() : what;
    }

    /**
     * @param {Animagine.Fields} one
     * @param {Animagine.Fields} other
     */
    function same(one, other) {
        return JSON.stringify(one) === JSON.stringify(other);
    }

    /**
     * @param {string} key
     * @returns {Record<"past" | "future", Animagine.Before[]>}
     */
    function recalled(key) {
        try {
            const {past, future} = JSON.parse(Animagine.kept.recall(key));
            return {past: [...past], future: [...future]};
        } catch (error) {
            return {past: [], future: []}; // nothing yet, not ours, or cut off
        }
    }

    /** @param {string} id @returns {string} what a list shows */
    function chosenIn(id) {
        return /** @type {HTMLInputElement | null} */ (document.querySelector(`#${id} input`))?.value ?? "";
    }

    /** Take in boxes that have appeared. */
    function scan() {
        for (const preview of Animagine.preview.all()) {
            if (!all.has(preview.place)) all.set(preview.place, new Boxes(preview));
        }
        for (const place of all.keys()) if (!place.isConnected) all.delete(place);
    }

    /** @param {string} id what the ids of the boxes begin with */
    function of(id) {
        return [...all.values()].find((boxes) => boxes.id === id);
    }

    Animagine.undo = {
        scan,
        look: () => all.forEach((boxes) => boxes.look()),
        note: (id, what) => of(id)?.note(what),
        /** Of the page built from parts: an event that replaces its texts is about to run. */
        before: (what, values) => {
            of(PANEL)?.note(what);
            return values;
        },
        choices: () => [choices],
        put: (id, what, state) => {
            of(id)?.note(what);
            of(id)?.put(state);
            of(id)?.look();
        },
    };
})();
