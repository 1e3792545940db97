/**
 * The prompt boxes of the page: the hosts', the tab's, and those that the settings page names.
 */
(() => {
    "use strict";

    const BOXES = [
        ...["txt2img", "img2img"].flatMap((tab) => [
            {selector: `#${tab}_prompt textarea`, tab, field: "prompt"},
            {selector: `#${tab}_neg_prompt textarea`, tab, field: "negative_prompt"},
        ]),
        {selector: "#hires_prompt textarea", tab: "txt2img", field: "hr_prompt"},
        {selector: "#hires_neg_prompt textarea", tab: "txt2img", field: "hr_negative_prompt"},
        {selector: ".animagine-prompt textarea", tab: "animagine", field: "prompt"},
        {selector: ".animagine-negative-prompt textarea", tab: "animagine", field: "negative_prompt"},
    ];

    /** @type {WeakSet<Animagine.Box>} */
    const seen = new WeakSet();
    /** What finds the boxes of a page that has other ones. @type {Array<() => Animagine.PromptBox[]>} */
    const finders = [];
    /** Selectors that are none, told once. */
    let wrong = "";

    /**
     * Boxes that have appeared since it was asked last.
     *
     * @param {Animagine.Options} options
     * @returns {Animagine.PromptBox[]}
     */
    function appeared({selectors}) {
        /** @type {Animagine.PromptBox[]} */
        const all = BOXES.flatMap(({selector, tab, field}) =>
            [...document.querySelectorAll(selector)].map((box) => ({box: /** @type {Animagine.Box} */ (box), tab, field})));
        return [...all, ...finders.flatMap((find) => find()), ...chosen(selectors)].filter(({box}) => !seen.has(box) && seen.add(box));
    }

    /**
     * The boxes that the settings page names; selectors that are none are told once and left out.
     *
     * @param {string} selectors
     * @returns {Animagine.PromptBox[]}
     */
    function chosen(selectors) {
        if (selectors.trim() === "") return [];
        try {
            return [...document.querySelectorAll(selectors)].filter(isBox)
                .map((box) => ({box, tab: "", field: isNegative(box) ? "negative_prompt" : "prompt"}));
        } catch (error) {
            if (wrong !== selectors) console.info(Animagine.words.say("Animagine: {selectors} is no CSS selector", {selectors}));
            wrong = selectors;
            return [];
        }
    }

    /**
     * @param {Element} element
     * @returns {element is Animagine.Box}
     */
    function isBox(element) {
        return element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && element.type === "text");
    }

    /** @param {Animagine.Box} box */
    function isNegative(box) {
        return /neg/i.test(box.id + (box.closest("[id]")?.id || ""));
    }

    Animagine.boxes = {appeared, found: (find) => finders.push(find)};
})();
