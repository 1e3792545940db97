/**
 * The controls of the page built from parts, by the ids that Python gives them.
 */
(() => {
    "use strict";

    const ID = "animagine_panel";
    const LISTENS_AFTER = 700;
    const TIMES = 60;
    /** @type {Set<string>} buttons whose events have run */
    const answered = new Set();

    /** @param {string} id @returns {HTMLElement | null} */
    const by = (id) => document.getElementById(`${ID}_${id}`);
    /** @param {string} id @returns {HTMLTextAreaElement | null} */
    const area = (id) => document.querySelector(`#${ID}_${id} textarea`);
    /** @param {string} id @returns {HTMLInputElement | null} */
    const number = (id) => document.querySelector(`#${ID}_${id} input[type=number]`);
    /** @param {string} button */
    const press = (button) => by(button)?.click();

    /**
     * Press a button until its event runs: gradio listens only some time after its page stands.
     *
     * @param {string} button
     */
    function pressUntilHeard(button, times = TIMES) {
        if (answered.has(button) || times === 0) return;
        press(button);
        setTimeout(() => pressUntilHeard(button, times - 1), LISTENS_AFTER);
    }

    /**
     * @param {string} button whose event runs
     * @param {any[]} values
     */
    function heard(button, values) {
        answered.add(button);
        return values;
    }

    Animagine.panelControls = {ID, by, area, number, press, pressUntilHeard, heard};
})();
