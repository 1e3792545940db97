/**
 * The one watcher of the page: what has come or gone, what is typed, what is pressed, and by the
 * clock what changed without an event. `start.js` says who is told of what.
 */
(() => {
    "use strict";

    /** Nothing more has come or gone for so long, in milliseconds. */
    const SETTLE = 250;
    /** Values that a host sets without an event are noticed after this time. */
    const LOOK_AGAIN = 1000;
    /** What only our scripts fill: nothing in there is waited for. */
    const OWN = ".animagine-complete, .animagine-layer, .animagine-mirror, .animagine-bar, .animagine-preview, .animagine-panel, .animagine-tip, .animagine-unseen, .animagine-short, .animagine-undo, .animagine-history, .animagine-strip, .animagine-viewer, .animagine-tags-view";

    /** @type {Record<"built" | "looked" | "typed" | "pressed" | "changed", Array<(told: any) => void>>} */
    const told = {built: [], looked: [], typed: [], pressed: [], changed: []};
    let timer = 0;

    /**
     * What goes wrong with one is not the others' trouble; the browser reports it as it does any error.
     *
     * @param {Array<(told: any) => void>} all
     * @param {unknown} [what]
     */
    function tell(all, what) {
        for (const each of all) {
            try {
                each(what);
            } catch (error) {
                setTimeout(() => {
                    throw error;
                });
            }
        }
    }

    /** @param {MutationRecord[]} changes */
    function changed(changes) {
        tell(told.changed, changes);
        if (changes.every(isOurs)) return;
        clearTimeout(timer);
        timer = setTimeout(() => tell(told.built), SETTLE);
    }

    /** @param {MutationRecord} change */
    function isOurs({type, target}) {
        return type !== "childList" || (target instanceof Element && target.closest(OWN) !== null);
    }

    /** Begin, when everybody has subscribed. */
    function start() {
        new MutationObserver(changed).observe(document.body, {childList: true, subtree: true, characterData: told.changed.length > 0});
        document.addEventListener("input", (event) => tell(told.typed, event), {capture: true, passive: true});
        document.addEventListener("click", (event) => tell(told.pressed, event));
        setInterval(() => {
            if (!document.hidden) tell(told.looked);
        }, LOOK_AGAIN);
        tell(told.built);
    }

    Animagine.watch = {
        start,
        /** Elements of the page have come or gone; also called at the start. */
        built: (...all) => told.built.push(...all),
        /** Look whether something has changed without an event; only while the page is seen. */
        looked: (...all) => told.looked.push(...all),
        typed: (...all) => told.typed.push(...all),
        pressed: (...all) => told.pressed.push(...all),
        /** Each change of the page at once, of its texts too. */
        changed: (...all) => told.changed.push(...all),
    };
})();
