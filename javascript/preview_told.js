/**
 * What is told under a picture, each thing in one line that can be opened: the sentence of what was
 * changed, and our part of the infotext. The picture's file has all of it either way.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;
    const {element, button} = Animagine.dom;

    const INFOTEXTS = "#html_info_txt2img p, #html_info_img2img p";
    const LINES = "#html_log_txt2img p, #html_log_img2img p, .animagine-told p:not(.animagine-wrong)";
    /** Of which the end of one line is not seen on most screens, in characters. */
    const LONG = 120;
    /** Our keys, as `report/infotext.py` knows them. */
    const OURS = /(?:^|, )Animagine(?: prompt| negative| size| off| note)?: (?:"(?:\\.|[^\\"])*"|[^,]*)(?=, |$)/g;

    /** Fold what has come. */
    function scan() {
        for (const text of texts(INFOTEXTS)) {
            const found = ours(text.data);
            if (found) fold(text, found.start, found.end);
        }
        for (const text of texts(LINES)) {
            if (text.data.trim().length > LONG && isOurs(text)) fold(text, 0, text.length);
        }
    }

    /** @param {string} selector */
    function texts(selector) {
        const places = [...document.querySelectorAll(selector)];
        return /** @type {Text[]} */ (places.flatMap((place) => [...place.childNodes]).filter((node) => node instanceof Text));
    }

    /**
     * Is it a line of ours, and of a picture that was drawn? Why none was is never folded.
     *
     * @param {Text} text among those of other extensions
     */
    function isOurs(text) {
        const told = text.parentElement?.closest(".animagine-told");
        if (told) return told.querySelectorAll("p").length > 1;
        const place = text.parentElement?.closest("[id^='html_log_']")?.id.replace("log", "info");
        const drawn = place && document.getElementById(place)?.textContent?.includes("Animagine note: ");
        return Boolean(drawn) && text.data.trim().startsWith("Animagine: ");
    }

    /**
     * @param {string} line the last one of an infotext
     * @returns {{start: number, end: number} | null} from our first key to the end of our last
     */
    function ours(line) {
        const found = [...line.matchAll(OURS)];
        if (found.length === 0) return null;
        const last = found[found.length - 1];
        return {start: found[0].index ?? 0, end: (last.index ?? 0) + last[0].length};
    }

    /**
     * @param {Text} text
     * @param {number} start
     * @param {number} end
     */
    function fold(text, start, end) {
        const inside = text.splitText(start);
        inside.splitText(end - start);
        const made = element("span", "animagine animagine-folded");
        const press = button("animagine-unfold", say("more"), () => {
            const opens = made.classList.toggle("animagine-unfolded");
            press.textContent = opens ? say("less") : say("more");
            press.setAttribute("aria-expanded", String(opens));
        });
        press.setAttribute("aria-expanded", "false");
        inside.replaceWith(made);
        made.append(element("span", "animagine-folded-text", inside.data), press);
    }

    Animagine.told = {scan, ours};
})();
