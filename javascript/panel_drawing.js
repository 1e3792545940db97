/**
 * Drawing on the page built from parts: the task, its progress, and what is done with the picture.
 */
(() => {
    "use strict";

    const {ID, by, area, pressUntilHeard} = Animagine.panelControls;
    const TASK = "animagine_task";
    /** Of a button that is not there now; gradio writes its classes anew when it likes. */
    const GONE = "data-animagine-gone";
    /** After this a text that stands in gradio's box is in its state as well, in milliseconds. */
    const SETTLE = 30;
    const TIMES = 100;

    let task = "";
    /** @type {string[]} of the pictures in the gallery */
    let infotexts = [];

    /**
     * Generate was pressed: a task id goes in front, its progress is shown.
     *
     * @param {any[]} values
     */
    function submit(values) {
        task = newTask();
        Animagine.kept.store(TASK, task);
        follow();
        return [task, ...Animagine.queue.drawn(values).slice(1)];
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
        Animagine.kept.store(TASK, "");
        Animagine.progress.stop();
        Animagine.history.drawn();
        buttons(Animagine.queue.finished(infotexts.length > 0));
        return [];
    }

    /**
     * Generate is there, or what one wants while it draws, which the styles hide beside Generate: they
     * know it before this script runs. The keyboard stays where it was.
     *
     * @param {boolean} drawing
     */
    function buttons(drawing) {
        const [shown, gone] = drawing ? ["interrupt", ["generate"]] : ["generate", ["interrupt", "queue"]];
        const focused = document.activeElement !== null && gone.some((each) => by(each)?.contains(document.activeElement));
        by("generate")?.toggleAttribute(GONE, drawing);
        if (focused) by(shown)?.focus({preventScroll: true});
    }

    /** @returns {[string]} the task that is to be stopped */
    function interrupted() {
        Animagine.queue.interrupted();
        return [task];
    }

    /** If the page was loaded anew while something was being drawn, wait for it again. */
    function resume() {
        buttons(false);
        const stored = Animagine.kept.recall(TASK);
        if (!stored) return;
        task = stored;
        follow();
        pressUntilHeard("restore");
    }

    /**
     * Ctrl+Enter draws, and while something is being drawn it adds to the queue; to draw is what a
     * WebUI does by itself, but it would press Generate a second time as well.
     *
     * @param {KeyboardEvent} event
     */
    function key(event) {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        const drawing = by("generate")?.hasAttribute(GONE);
        if (!drawing && typeof onUiLoaded === "function") return;
        event.preventDefault();
        event.stopPropagation();
        by(drawing ? "queue" : "generate")?.click();
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
    function send(names, text, times = TIMES) {
        if (!text) return [""];
        if (area("sent")?.value === text) setTimeout(() => names.forEach((each) => by(each)?.click()), SETTLE);
        else if (times > 0) setTimeout(() => send(names, text, times - 1), SETTLE);
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

    Animagine.drawing = {submit, finished, interrupted, resume, rest: () => buttons(false), key, send, chosen, task: () => task};
})();
