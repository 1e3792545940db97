/**
 * The keyboard and the page stay where they are when pictures come: gradio's gallery takes the focus
 * for its first picture, and what is typed meanwhile would go there.
 */
(() => {
    "use strict";

    /** After a press somebody wants the focus to move, in milliseconds. */
    const WANTED = 1000;

    /** When somebody last went to the gallery. */
    let wanted = -Infinity;
    /** How far the page was scrolled when it last came to rest. */
    let [left, top] = [0, 0];

    /** @param {HTMLElement} gallery */
    function start(gallery) {
        const noticed = () => void (wanted = performance.now());
        for (const type of ["pointerdown", "keydown"]) gallery.addEventListener(type, noticed, {capture: true, passive: true});
        document.addEventListener("keydown", (event) => event.key === "Tab" && noticed(), {capture: true, passive: true});
        window.addEventListener("scroll", () => ([left, top] = [window.scrollX, window.scrollY]), {passive: true});
        gallery.addEventListener("focusin", ({target, relatedTarget}) => {
            if (performance.now() - wanted < WANTED || gallery.contains(/** @type {Node | null} */ (relatedTarget))) return;
            if (relatedTarget instanceof HTMLElement) relatedTarget.focus({preventScroll: true});
            else if (target instanceof HTMLElement) target.blur();
            const before = [left, top];
            const back = () => window.scrollTo({left: before[0], top: before[1], behavior: "instant"});
            back();
            requestAnimationFrame(back); // the browser scrolls after it has told of the focus
        });
    }

    Animagine.keyboard = {start};
})();
