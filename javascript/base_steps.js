/**
 * Several controls set in one step, which one press of Ctrl+Z takes back and Ctrl+Y does again: the
 * texts through the browser's own undo, and with them what that does not keep, numbers and choices.
 */
(() => {
    "use strict";

    const MOST = 50;

    /** @type {Animagine.Step[]} the latest at the end */
    const done = [];
    /** @type {Animagine.Step[]} the one that was taken back last at the end */
    const undone = [];

    /**
     * A text, written as if it were typed.
     *
     * @param {Animagine.Box} box
     * @param {string} value
     * @returns {Animagine.Part}
     */
    function text(box, value) {
        return {box, value, typed: true, read: () => box.value, write: (to) => Animagine.writing.replace(box, to)};
    }

    /**
     * @param {Animagine.Box} box of a number
     * @param {string} value
     * @returns {Animagine.Part}
     */
    function number(box, value) {
        return {box, value, read: () => box.value, write: (to) => Animagine.writing.set(box, to)};
    }

    /**
     * Set some controls; what stands as it is to be is left alone.
     *
     * @param {Animagine.Part[]} parts
     */
    function take(parts) {
        const step = parts.map((part) => ({...part, before: part.read()})).filter((part) => part.before !== part.value);
        if (step.length === 0) return;
        for (const part of step) part.write(part.value);
        listen();
        done.push(step);
        if (done.length > MOST) done.shift();
        undone.length = 0;
    }

    /** @param {Animagine.Step[]} steps */
    function last(steps) {
        return steps[steps.length - 1];
    }

    let listens = false;

    function listen() {
        if (listens) return;
        listens = true;
        document.addEventListener("keydown", key, {capture: true});
        document.addEventListener("input", another, {capture: true});
    }

    /** @param {KeyboardEvent} event */
    function key(event) {
        const name = event.key.toLowerCase();
        if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing || (name !== "z" && name !== "y")) return;
        const back = name === "z" && !event.shiftKey;
        const step = last(back ? done : undone);
        if (!step || !stands(step, back) || !isMeant(step, event.target)) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        go(step, back);
    }

    /**
     * The browser has taken a text back by itself, as from its menu: the rest of the step follows.
     *
     * @param {Event} event
     */
    function another(event) {
        const type = /** @type {InputEvent} */ (event).inputType;
        if (Animagine.writing.isWorking() || (type !== "historyUndo" && type !== "historyRedo")) return;
        const back = type === "historyUndo";
        const step = last(back ? done : undone);
        if (step?.some((part) => part.box === event.target && part.read() === wanted(part, back))) go(step, back);
    }

    /**
     * Is everything as the step has left it? If not, somebody went on: the key is the browser's.
     *
     * @param {Animagine.Step} step
     * @param {boolean} back
     */
    function stands(step, back) {
        return step.every((part) => part.box.isConnected && (part.late || part.read() === wanted(part, !back)));
    }

    /**
     * @param {Animagine.Step} step
     * @param {EventTarget | null} target in another box the key is about that one
     */
    function isMeant(step, target) {
        const isBox = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
        return !isBox || step.some((part) => part.box === target);
    }

    /**
     * @param {Animagine.Step} step
     * @param {boolean} back
     */
    function go(step, back) {
        const [from, to] = back ? [done, undone] : [undone, done];
        from.pop();
        to.push(step);
        const held = document.activeElement;
        for (const part of back ? [...step].reverse() : step) {
            const value = wanted(part, back);
            if (part.read() === value) continue;
            if (part.typed) Animagine.writing.travel(/** @type {Animagine.Box} */ (part.box), back ? "undo" : "redo", value);
            else part.write(value);
        }
        if (held instanceof HTMLElement) held.focus({preventScroll: true});
    }

    /**
     * @param {Animagine.Done} part
     * @param {boolean} back
     */
    function wanted(part, back) {
        return back ? part.before : part.value;
    }

    Animagine.steps = {take, text, number};
})();
