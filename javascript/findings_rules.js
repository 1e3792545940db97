/**
 * What a rule is about, in place: a code is a button that opens its explanation beneath. It comes from
 * the page's own server, so it is there offline, in the page's language; its example stays English.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;
    const {element, button} = Animagine.dom;

    /** @type {Promise<Map<string, Animagine.Rule>> | null} */
    let asked = null;
    let number = 0;

    /** @returns {Promise<Map<string, Animagine.Rule>>} */
    function all() {
        asked = asked || Animagine.http.json("rules").then(({rules}) => new Map(rules.map((/** @type {Animagine.Rule} */ rule) => [rule.code, rule])));
        asked.catch(() => {
            asked = null; // the next press asks again
        });
        return asked;
    }

    /**
     * @param {string} code
     * @param {Set<string>} open the codes that are explained; kept where a list is drawn anew
     * @returns {[HTMLElement, HTMLElement]} the button, and the place of the explanation
     */
    function explained(code, open) {
        const place = element("div", "animagine-explained");
        place.id = `animagine-rule-${++number}`;
        const press = button("animagine-code", code, () => {
            open.has(code) ? open.delete(code) : open.add(code);
            show(press, place, code, open.has(code));
        });
        press.title = say("What is {code} about?", {code});
        press.dataset.key = `code ${code}`;
        press.setAttribute("aria-controls", place.id);
        show(press, place, code, open.has(code));
        return [press, place];
    }

    /**
     * @param {HTMLElement} press
     * @param {HTMLElement} place
     * @param {string} code
     * @param {boolean} opens
     */
    async function show(press, place, code, opens) {
        press.setAttribute("aria-expanded", String(opens));
        place.hidden = !opens;
        if (!opens || place.childNodes.length) return;
        try {
            const rule = (await all()).get(code);
            place.replaceChildren(...(rule ? parts(rule) : []));
        } catch (error) {
            place.textContent = say("The explanation failed to come: {why}.", {why: error instanceof Error ? error.message : String(error)});
        }
    }

    /** @param {Animagine.Rule} rule */
    function parts({language, summary, what, why, example}) {
        const [heading, meaning, reason] = [element("strong", "", summary), element("p", "", begun(what)), element("span", "", why)];
        for (const each of [heading, meaning, reason]) each.lang = language;
        const because = element("p", "");
        because.append(say("Why:"), " ", reason);
        const shown = element("p", "animagine-example");
        shown.append(element("code", "", example.before), " → ", element("code", "", example.after.join(" / ")));
        shown.lang = "en";
        return [heading, meaning, because, shown];
    }

    /** @param {string} text what follows a heading in the documentation, as a sentence of its own */
    function begun(text) {
        return text.charAt(0).toUpperCase() + text.slice(1);
    }

    Animagine.rules = {explained};
})();
