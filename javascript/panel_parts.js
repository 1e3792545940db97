/**
 * The parts beside the prompt: what is picked goes into the prompt, what is typed shows in the parts.
 * Python takes one apart and puts the other together; hidden buttons ask it.
 */
(() => {
    "use strict";

    const {area, by, press} = Animagine.panelControls;
    /** What somebody does in chips, and in a list; gradio 4 tells of an input where it has set one itself. */
    const CHIPS = ["input", "change"];
    const LIST = ["pointerdown", "keydown", "focusout", ...CHIPS];
    /** @type {Record<string, {id: string, events: string[]}>} those that gradio itself tells of */
    const CONTROLS = {
        identity: {id: "identity", events: CHIPS},
        rating: {id: "part_rating", events: CHIPS},
        style: {id: "part_style", events: LIST},
        year: {id: "part_year", events: LIST},
        quality: {id: "part_quality", events: CHIPS},
    };
    /** In the order of `PART_NAMES`. */
    const PARTS = ["subjects", "identity", "rating", "free", "style", "year", "quality"];
    /** gradio tells of it by then. */
    const TOLD = 2000;
    /** After the last key, in milliseconds. */
    const PAUSE = 200;
    /** Nobody types any more. */
    const QUIET = 700;
    const FORGET = 10000;

    /** @type {Map<string, number>} when somebody last touched a control */
    const touched = new Map();
    /** @type {Map<string, any>} what was picked in controls, until the prompt says so too */
    const picks = new Map();
    /** The character that was found last, until the prompt has it. */
    let found = "";
    let unanswered = 0;
    let forgetting = 0;
    /** The prompt that the last question was about, and whether another one was on its way with it. */
    let asked = "";
    let crossed = false;
    /** The free text was typed in while an answer was on its way. */
    let isTyped = false;
    /** What is asked is asked once more, nothing was picked. */
    let repeating = false;
    /** The prompt that the parts were last set from, and when somebody typed last. */
    let synced = "";
    let typedAt = -Infinity;

    /** The negative prompt that the preset beside it was last named for. */
    let named = "";

    /** Follow the prompt, the free text and the negative prompt. */
    function start() {
        named = area("neg_prompt")?.value ?? "";
        later(area("prompt"), () => busy() || sync());
        later(area("neg_prompt"), name);
        later(area("free"), compose);
        for (const event of LIST) document.addEventListener(event, touch, true);
    }

    /** The free text was typed in; gradio 3 drops a press while another one waits for its answer. */
    function compose() {
        isTyped = unanswered > 0;
        if (!isTyped) press("compose");
    }

    /** @param {Event} event */
    function touch(event) {
        if (!event.isTrusted) return;
        const place = /** @type {Node} */ (event.target);
        for (const [control, {id, events}] of Object.entries(CONTROLS)) {
            if (events.includes(event.type) && by(id)?.contains(place)) touched.set(control, performance.now());
        }
    }

    /**
     * @param {HTMLTextAreaElement | null} box
     * @param {() => void} act soon after the last key in it
     */
    function later(box, act) {
        let timer = 0;
        box?.addEventListener("input", () => {
            typedAt = performance.now();
            clearTimeout(timer);
            timer = setTimeout(act, PAUSE);
        });
    }

    function name() {
        named = area("neg_prompt")?.value ?? "";
        press("name");
    }

    function sync() {
        synced = area("prompt")?.value ?? "";
        press("sync");
    }

    /**
     * Answers may come late and in any order, so that the parts tell of an older prompt: when all is
     * quiet they are set from the prompt as it is. Not while the free text is being typed.
     */
    function look() {
        const negative = area("neg_prompt");
        if (negative && negative.offsetParent !== null && negative.value !== named && performance.now() - typedAt >= QUIET) name();
        const prompt = area("prompt");
        if (!prompt || prompt.offsetParent === null || prompt.value === synced) return;
        if (performance.now() - typedAt < QUIET || busy()) return;
        sync();
    }

    /** Return whether the parts are newer than the prompt. */
    function busy() {
        return unanswered > 0 || document.activeElement === area("free");
    }

    /** @param {string} character that was found in the search */
    function add(character) {
        found = character;
        press("add");
    }

    /**
     * Something was picked: the names of what was picked since the last answer go in front of the
     * values, since only they are newer than the prompt; a control may show an older one by now.
     *
     * @param {string} control empty where a character was found: its name goes on the next line
     * @param {any[]} values
     */
    function picked(control, [, prompt, ...values]) {
        if (!repeating && isPick(control)) picks.set(control, values[PARTS.indexOf(control)]);
        repeating = false;
        crossed = unanswered > 0;
        unanswered++;
        asked = prompt;
        clearTimeout(forgetting);
        forgetting = setTimeout(forget, FORGET); // an answer that was lost
        const names = [...picks.keys()].join(" ");
        const now = PARTS.map((name, index) => picks.has(name) ? picks.get(name) : values[index]);
        return [control ? names : `${names}\n${found}`, prompt, ...now];
    }

    /**
     * Return whether somebody did it: what gradio tells of once more is its own.
     *
     * @param {string} control
     */
    function isPick(control) {
        if (!(control in CONTROLS)) return control !== "";
        const since = performance.now() - (touched.get(control) ?? -Infinity);
        touched.delete(control);
        return since < TOLD;
    }

    /**
     * The prompt with what was picked; where somebody has typed meanwhile, or two answers may have come
     * in the wrong order, it is asked for again, with the prompt as it is now.
     *
     * @param {string} prompt
     * @returns {[]}
     */
    function answered(prompt) {
        unanswered = Math.max(0, unanswered - 1);
        const box = area("prompt");
        if (unanswered > 0 || !box) return [];
        if (crossed || box.value !== asked) {
            if (picks.size > 0 || found) again();
            return [];
        }
        if (prompt !== box.value) {
            if (picks.has("style")) Animagine.undo.before("style", []); // the other parts are undone by a press
            Animagine.writing.set(box, prompt);
        }
        forget();
        if (isTyped) compose();
        return [];
    }

    function again() {
        repeating = true;
        crossed = false;
        press(found ? "add" : "compose");
    }

    function forget() {
        unanswered = 0;
        crossed = repeating = false;
        found = "";
        picks.clear();
    }

    Animagine.parts = {start, look, add, picked, answered};
})();
