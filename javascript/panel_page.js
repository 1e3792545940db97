/**
 * The page "Animagine": what its gradio components cannot do alone. Sizes to pick, the search, the
 * prompt taken apart while it is typed, a task's progress, and parts that outlive a reload.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;

    const ID = "animagine_panel";
    const TASK = "animagine_task";
    const KEPT = "animagine_panel";
    const PAUSE = 200;
    const LOOK_AGAIN = 700;
    const FORGET = 10000;
    /** After this a text that stands in gradio's box is in its state as well, in milliseconds. */
    const SETTLE = 30;
    /** As in `store/exported.py`. */
    const MOST_BYTES = 8 * 1024 * 1024;
    const NUMBERS = ["width", "height", "steps", "cfg_scale", "seed", "batch_count", "batch_size"];

    /** @type {Element | null} the page that is wired up */
    let wired = null;
    let task = "";
    /** @type {string[]} of the pictures in the gallery */
    let infotexts = [];
    /** The character that was found last. */
    let found = "";
    /** @type {Record<string, number>} */
    const timers = {};
    /** @type {Set<string>} buttons whose events have run */
    const heard = new Set();
    /** @type {Set<string>} controls that were picked in, until the prompt says so too */
    const picks = new Set();
    let unanswered = 0;
    /** The prompt that the part controls were last set from, and when somebody typed last. */
    let synced = "";
    let typedAt = -Infinity;

    /** @param {string} id @returns {HTMLElement | null} */
    const by = (id) => document.getElementById(`${ID}_${id}`);
    /** @param {string} id @returns {HTMLTextAreaElement | null} */
    const area = (id) => document.querySelector(`#${ID}_${id} textarea`);
    /** @param {string} id @returns {HTMLInputElement | null} */
    const number = (id) => document.querySelector(`#${ID}_${id} input[type=number]`);

    /** Wire the page up, once it is there. */
    function scan() {
        const page = document.getElementById(ID);
        const places = [".animagine-search", ".animagine-size-row"].map((each) => document.querySelector(`#${ID} ${each}`));
        if (page === null || page === wired || places.some((place) => place === null) || !area("prompt")) return;
        wired = page;
        new Animagine.search.Search(/** @type {HTMLElement} */ (places[0]), (character) => {
            found = character;
            by("add")?.click();
        });
        sizes(/** @type {HTMLElement} */ (places[1]));
        const free = area("free");
        if (free) new Animagine.complete.Completer(free, false);
        later(area("prompt"), "sync");
        later(free, "compose");
        setInterval(reconcile, LOOK_AGAIN);
        page.addEventListener("input", keep);
        page.addEventListener("keydown", draw);
        buttons(false);
        recall();
        insist("reload");
        resume();
    }

    /**
     * Press a hidden button soon after the last key in a box.
     *
     * @param {HTMLTextAreaElement | null} box
     * @param {string} button
     */
    function later(box, button) {
        box?.addEventListener("input", () => {
            typedAt = performance.now();
            clearTimeout(timers[button]);
            timers[button] = setTimeout(() => press(button), PAUSE);
        });
    }

    /**
     * Ctrl+Enter draws; a WebUI does that by itself.
     *
     * @param {KeyboardEvent} event
     */
    function draw(event) {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || typeof onUiLoaded === "function") return;
        event.preventDefault();
        const button = by("generate");
        if (button && !button.classList.contains("animagine-gone")) button.click();
    }

    /** @param {string} button */
    function press(button) {
        if (button === "sync") synced = area("prompt")?.value ?? "";
        by(button)?.click();
    }

    /**
     * Answers may come late and in any order, so that the controls tell of an older prompt: when all
     * is quiet they are set from the prompt as it is. Not while the free text is being typed.
     */
    function reconcile() {
        const prompt = area("prompt");
        if (!prompt || document.hidden || prompt.offsetParent === null || prompt.value === synced) return;
        if (performance.now() - typedAt < LOOK_AGAIN || document.activeElement === area("free") || unanswered > 0) return;
        press("sync");
    }

    /**
     * Something was picked: the names of what was picked since the last answer go in front of the
     * values, since only they are newer than the prompt.
     *
     * @param {string} control empty where a character was found: its name goes on the next line
     * @param {any[]} values
     */
    function picking(control, values) {
        if (control) picks.add(control);
        unanswered++;
        clearTimeout(timers.forget);
        timers.forget = setTimeout(forget, FORGET); // an answer that was lost
        const names = [...picks].join(" ");
        return [control ? names : `${names}\n${found}`, ...values.slice(1)];
    }

    /** @returns {[]} */
    function answered() {
        unanswered = Math.max(0, unanswered - 1);
        if (unanswered === 0) forget();
        return [];
    }

    function forget() {
        unanswered = 0;
        picks.clear();
    }

    // --- sizes -----------------------------------------------------------------------------------

    /** @param {HTMLElement} row */
    function sizes(row) {
        const all = /** @type {HTMLElement[]} */ ([...row.querySelectorAll("[role=radio]")]);
        const note = row.parentElement?.querySelector(".animagine-size-note");
        const pick = (/** @type {HTMLElement} */ one) => {
            for (const side of ["width", "height"]) {
                const box = number(side);
                if (box) Animagine.preview.setValue(box, one.dataset[side] || "");
            }
            mark();
            one.focus();
        };
        const mark = () => {
            const [width, height] = [Number(number("width")?.value), Number(number("height")?.value)];
            const nearest = snapped(all, width, height);
            const exact = nearest && Number(nearest.dataset.width) === width && Number(nearest.dataset.height) === height;
            for (const one of all) {
                one.setAttribute("aria-checked", String(one === nearest && Boolean(exact)));
                one.classList.toggle("animagine-nearest", one === nearest && !exact);
                one.tabIndex = one === (nearest || all[0]) ? 0 : -1;
            }
            const text = nearest && !exact ? say("{asked} is drawn as {size}", {
                asked: `${width}×${height}`, size: `${nearest.dataset.width}×${nearest.dataset.height}`,
            }) : "";
            if (note && note.textContent !== text) note.textContent = text;
        };
        for (const one of all) one.addEventListener("click", () => pick(one));
        row.addEventListener("keydown", (event) => {
            const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
            const here = all.indexOf(/** @type {HTMLElement} */ (event.target));
            if (!step || here < 0) return;
            event.preventDefault();
            pick(all[(here + step + all.length) % all.length]);
        });
        for (const side of ["width", "height"]) number(side)?.addEventListener("input", mark);
        setInterval(() => row.offsetParent !== null && mark(), LOOK_AGAIN);
        mark();
    }

    /**
     * The one that the compiler would take; it is asked through the preview, so nothing is worked
     * out twice.
     *
     * @param {HTMLElement[]} all
     * @param {number} width
     * @param {number} height
     */
    function snapped(all, width, height) {
        const is = (/** @type {number} */ w, /** @type {number} */ h) => all.find((one) => Number(one.dataset.width) === w && Number(one.dataset.height) === h);
        const exact = is(width, height);
        if (exact) return exact;
        const preview = Animagine.preview.all().find((each) => each.tab === ID);
        const {shown, answer} = preview || {};
        if (!shown || !answer || shown.width !== width || shown.height !== height) return undefined;
        return is(answer.width || 0, answer.height || 0);
    }

    // --- drawing ---------------------------------------------------------------------------------

    /**
     * Generate was pressed: a task id goes in front, its progress is shown.
     *
     * @param {any[]} values
     */
    function submit(values) {
        task = newTask();
        store(TASK, task);
        follow();
        return [task, ...values.slice(1)];
    }

    function newTask() {
        if (typeof randomId === "function") return randomId();
        return `task(${Math.random().toString(36).slice(2, 12)})`;
    }

    /** Show the progress of our task. */
    function follow() {
        buttons(true);
        const [container, gallery] = [by("gallery_container"), by("gallery")];
        if (container && gallery) Animagine.progress.follow(task, container, gallery);
    }

    /**
     * The answer is here.
     *
     * @param {string} texts infotexts of the pictures, as a JSON list
     * @returns {[]}
     */
    function finished(texts) {
        infotexts = JSON.parse(texts || "[]");
        task = "";
        store(TASK, "");
        Animagine.progress.stop();
        buttons(false);
        return [];
    }

    /**
     * One of the two is there; the keyboard stays where it was.
     *
     * @param {boolean} drawing
     */
    function buttons(drawing) {
        const [shown, gone] = drawing ? ["interrupt", "generate"] : ["generate", "interrupt"];
        const focused = document.activeElement !== null && by(gone)?.contains(document.activeElement);
        by(shown)?.classList.remove("animagine-gone");
        by(gone)?.classList.add("animagine-gone");
        if (focused) by(shown)?.focus({preventScroll: true});
    }

    /** The page was loaded anew while something was being drawn: wait for it again. */
    function resume() {
        const stored = recallValue(TASK);
        if (!stored) return;
        task = stored;
        follow();
        insist("restore");
    }

    /**
     * Press a button until its event runs: gradio listens only some time after its page stands.
     *
     * @param {string} button
     */
    function insist(button, times = 60) {
        if (heard.has(button) || times === 0) return;
        by(button)?.click();
        setTimeout(() => insist(button, times - 1), LOOK_AGAIN);
    }

    // --- parts that outlive a reload -------------------------------------------------------------

    function keep() {
        clearTimeout(timers.keep);
        timers.keep = setTimeout(() => {
            /** @type {Record<string, string>} */
            const values = {};
            for (const id of ["prompt", "neg_prompt"]) values[id] = area(id)?.value ?? "";
            for (const id of NUMBERS) values[id] = number(id)?.value ?? "";
            store(KEPT, JSON.stringify(values));
        }, PAUSE);
    }

    function recall() {
        /** @type {Record<string, unknown>} */
        let values;
        try {
            values = JSON.parse(recallValue(KEPT) || "{}");
        } catch (error) {
            return store(KEPT, ""); // not ours, or cut off
        }
        for (const id of ["prompt", "neg_prompt"]) {
            const box = area(id);
            const value = values[id];
            if (box && typeof value === "string" && value !== box.value) Animagine.preview.setValue(box, value);
        }
        for (const id of NUMBERS) {
            const box = number(id);
            const value = values[id];
            if (box && typeof value === "string" && value && value !== box.value) Animagine.preview.setValue(box, value);
        }
    }

    /**
     * For this browser tab alone, so that two of them do not mix.
     *
     * @param {string} key
     * @param {string} value
     */
    function store(key, value) {
        try {
            if (value) sessionStorage.setItem(key, value);
            else sessionStorage.removeItem(key);
        } catch (error) {
            console.info(say("Animagine: this browser keeps nothing over a reload"), error);
        }
    }

    /** @param {string} key */
    function recallValue(key) {
        try {
            return sessionStorage.getItem(key) || "";
        } catch (error) {
            return "";
        }
    }

    /**
     * @param {string} text of the file with the presets
     * @returns {[]}
     */
    function download(text) {
        if (!text) return [];
        const link = document.createElement("a");
        link.href = URL.createObjectURL(new Blob([text], {type: "application/json"}));
        link.download = "animagine-presets.json";
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10000);
        return [];
    }

    /**
     * Press the buttons that send a text and its picture, once gradio's own box holds the text:
     * pressed at once, gradio 4 would send what was in the box before, and an empty text means the
     * last picture to the hosts.
     *
     * @param {string[]} names of the buttons
     * @param {string} text
     * @returns {[string]} what the box is to hold
     */
    function pressWith(names, text, times = 100) {
        if (!text) return [""];
        if (area("sent")?.value === text) setTimeout(() => names.forEach((each) => by(each)?.click()), SETTLE);
        else if (times > 0) setTimeout(() => pressWith(names, text, times - 1), SETTLE);
        return [text];
    }

    /**
     * The infotext of the picture that is chosen in the gallery.
     *
     * @returns {string} empty where there is none
     */
    function chosen() {
        const all = [...document.querySelectorAll(`#${ID}_gallery .thumbnails .thumbnail-item, #${ID}_gallery .thumbnail-small`)];
        const index = Math.max(0, all.findIndex((each) => each.classList.contains("selected")));
        return infotexts[index] || "";
    }

    /**
     * Have a file chosen, and read it, as far as presets are let in.
     *
     * @returns {Promise<string | null>} null where none was chosen
     */
    function textOfFile() {
        const input = document.createElement("input");
        input.type = "file";
        input.accept = ".json,application/json";
        return new Promise((resolve) => {
            input.addEventListener("cancel", () => resolve(null));
            input.addEventListener("change", () => resolve(input.files?.[0]?.slice(0, MOST_BYTES + 1).text() ?? null));
            input.click();
        });
    }

    Animagine.panel = {
        scan,
        submit,
        picking,
        answered,
        finished,
        download,
        task: () => task,
        /**
         * @param {string} button whose event runs
         * @param {any[]} values
         */
        heard(button, values) {
            heard.add(button);
            return values;
        },
        chosen,
        press: pressWith,
        textOfFile,
    };
})();
