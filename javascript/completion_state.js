/**
 * The open list as a value: every change gives a new one.
 */
(() => {
    "use strict";

    /** @type {Animagine.State} */
    const CLOSED = Object.freeze({open: false, offers: Object.freeze([]), selected: -1, solicited: false, caret: null});

    /**
     * A list with new offers; what was chosen with the arrows stays chosen where it is still there.
     *
     * @param {Animagine.State} state
     * @param {Animagine.Offers | null} found
     * @returns {Animagine.State}
     */
    function show(state, found) {
        if (found === null || found.offers.length === 0) return CLOSED;
        const chosen = state.selected >= 0 && found.solicited === state.solicited ? state.offers[state.selected].key : "";
        return Object.freeze({
            open: true,
            offers: Object.freeze([...found.offers]),
            selected: chosen === "" ? -1 : found.offers.findIndex((offer) => offer.key === chosen),
            solicited: found.solicited,
            caret: found.caret,
        });
    }

    /**
     * One step goes around the ends, more than one stop there.
     *
     * @param {Animagine.State} state
     * @param {number} step
     * @returns {Animagine.State}
     */
    function move(state, step) {
        if (!state.open) return state;
        const last = state.offers.length - 1;
        let selected = state.selected + step;
        if (state.selected < 0) selected = step > 0 ? step - 1 : last + 1 + step;
        if (Math.abs(step) === 1) selected = selected < 0 ? last : selected > last ? 0 : selected;
        return select(state, Math.min(last, Math.max(0, selected)));
    }

    /**
     * @param {Animagine.State} state
     * @param {number} selected
     * @returns {Animagine.State}
     */
    function select(state, selected) {
        return state.open ? Object.freeze({...state, selected}) : state;
    }

    Animagine.state = {CLOSED, show, move, select};
})();
