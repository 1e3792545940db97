/**
 * Which key does what. A key that does nothing here is left to the box and the host: with the list
 * closed, all of them but the two that open it.
 */
(() => {
    "use strict";

    const PAGE = 8;

    /**
     * @param {Animagine.Key} event
     * @param {Animagine.State} state
     * @param {Animagine.Options} options
     * @returns {Animagine.Command | null} null leaves the key alone
     */
    function command(event, state, options) {
        if (event.isComposing || event.keyCode === 229) return null;
        if (event.key === " " && event.ctrlKey && !event.altKey && !event.metaKey) return {name: "open"};
        if (event.ctrlKey || event.metaKey) return null;
        if (event.altKey) {
            if (event.key === "ArrowDown" && !state.open) return {name: "open"};
            if (event.key === "ArrowUp" && state.open) return {name: "close"};
            return null;
        }
        return state.open && !event.shiftKey ? inList(event.key, state, options) : null;
    }

    /**
     * @param {string} key
     * @param {Animagine.State} state
     * @param {Animagine.Options} options
     * @returns {Animagine.Command | null}
     */
    function inList(key, state, options) {
        const chosen = state.selected >= 0;
        switch (key) {
        case "ArrowDown":
            return {name: "move", step: 1};
        case "ArrowUp": // nobody asked for what comes next: the caret may go up
            return state.solicited || chosen ? {name: "move", step: -1} : null;
        case "PageDown":
            return {name: "move", step: PAGE};
        case "PageUp":
            return {name: "move", step: -PAGE};
        case "Escape":
            return {name: "close"};
        case "Enter":
            return options.enter && chosen ? {name: "accept", at: state.selected} : null;
        case "Tab": // nor may such a list hold up somebody who walks through the page
            return options.tab && (chosen || state.solicited) ? {name: "accept", at: Math.max(0, state.selected)} : null;
        default:
            return null;
        }
    }

    /**
     * Does a key weigh, and which way?
     *
     * @param {Animagine.Key} event
     * @returns {-1 | 0 | 1}
     */
    function weighs({key, ctrlKey, metaKey, altKey, shiftKey, isComposing, keyCode}) {
        if (!(ctrlKey || metaKey) || altKey || shiftKey || isComposing || keyCode === 229) return 0;
        return key === "ArrowUp" ? 1 : key === "ArrowDown" ? -1 : 0;
    }

    Animagine.keys = {command, weighs};
})();
