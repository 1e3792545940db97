/**
 * Our part of the page, as gradio has built it, in the language of the page. A host does this itself
 * for the language that is chosen there; this is for whoever has chosen none.
 */
(() => {
    "use strict";

    const OURS = ".animagine, [id^='animagine_']";
    /** What scripts have written is in the language already; and a prompt is English in any. */
    const NOT_OURS = ".animagine-preview, .animagine-complete, textarea, script, style, code";
    const ATTRIBUTES = ["placeholder", "title", "aria-label"];

    /** @param {string | null} text @returns {string | undefined} */
    function other(text) {
        return Animagine.words.own()[(text ?? "").trim()];
    }

    /** @param {Node} node */
    function translate(node) {
        if (node instanceof Text) return translateText(node);
        if (!(node instanceof Element)) return;
        const walker = document.createTreeWalker(node, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
        for (let each = /** @type {Node | null} */ (node); each; each = walker.nextNode()) {
            if (each instanceof Text) translateText(each);
            else if (each instanceof Element) translateAttributes(each);
        }
    }

    /** @param {Text} node */
    function translateText(node) {
        const translated = other(node.data);
        if (translated && isOurs(node.parentElement)) node.data = translated;
    }

    /** @param {Element} element */
    function translateAttributes(element) {
        for (const name of ATTRIBUTES) {
            const translated = other(element.getAttribute(name));
            if (translated && isOurs(element.parentElement)) element.setAttribute(name, translated);
        }
    }

    /** @param {Element | null} element */
    function isOurs(element) {
        return element !== null && element.closest(OURS) !== null && element.closest(NOT_OURS) === null;
    }

    /** @param {MutationRecord[]} changes */
    function changed(changes) {
        for (const {target, addedNodes} of changes) {
            if (target instanceof Text) translateText(target);
            addedNodes.forEach(translate);
        }
    }

    function start() {
        if (!Object.keys(Animagine.words.own()).length) return;
        Animagine.watch.changed(changed);
        document.querySelectorAll(OURS).forEach(translate);
    }

    Animagine.localize = {start};
})();
