/**
 * Numbers as pictures: the size before and after as shapes, the tokens as filled chunks.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;
    const {element} = Animagine.dom;

    const SVG = "http://www.w3.org/2000/svg";
    /** Longest side of a drawn shape, in CSS pixels. */
    const SIDE = 44;
    const CHUNK = 75;
    const MOST_CHUNKS = 12;

    /**
     * @param {[number, number]} before width and height as asked for
     * @param {[number, number]} after as it will be drawn
     * @returns {HTMLElement}
     */
    function sizes(before, after) {
        const made = element("div", "animagine-sizes-drawn");
        const same = before[0] === after[0] && before[1] === after[1];
        const scale = SIDE / Math.max(...before, ...after);
        if (!same) made.append(shape(before, scale, "animagine-before"), element("span", "animagine-arrow", "→"));
        made.append(shape(after, scale, "animagine-after"));
        const words = same ? dimensions(after) : `${dimensions(before)} → ${dimensions(after)}`;
        made.append(element("span", "", words));
        return made;
    }

    /**
     * @param {[number, number]} size
     * @param {number} scale
     * @param {string} classes
     */
    function shape(size, scale, classes) {
        const [width, height] = size.map((side) => Math.max(2, Math.round(side * scale)));
        const picture = document.createElementNS(SVG, "svg");
        picture.setAttribute("width", String(width + 2));
        picture.setAttribute("height", String(height + 2));
        picture.setAttribute("class", classes);
        picture.setAttribute("aria-hidden", "true");
        const box = document.createElementNS(SVG, "rect");
        for (const [name, value] of Object.entries({x: 1, y: 1, width, height, rx: 2})) box.setAttribute(name, String(value));
        picture.append(box);
        return picture;
    }

    /** @param {[number, number]} size */
    function dimensions([width, height]) {
        return `${width}×${height}`;
    }

    /**
     * @param {Animagine.Tokens} count
     * @param {string} name of the text
     * @returns {HTMLElement}
     */
    function meter(count, name) {
        const made = element("div", "animagine-meter");
        const words = say("{name}: {tokens} of {limit} tokens", {name, tokens: count.tokens, limit: count.limit});
        const bars = element("span", "animagine-bars");
        bars.setAttribute("role", "img");
        bars.setAttribute("aria-label", words);
        for (const chunk of count.chunks.slice(0, MOST_CHUNKS)) {
            const bar = element("span", chunk.after_break ? "animagine-chunk animagine-after-break" : "animagine-chunk");
            const filling = element("span", "animagine-filling");
            filling.style.width = `${Math.round(100 * chunk.tokens / CHUNK)}%`;
            bar.append(filling);
            bars.append(bar);
        }
        made.append(bars, element("span", "animagine-quiet", `${name} ${count.tokens}/${count.limit}`));
        made.title = words;
        return made;
    }

    Animagine.shapes = {sizes, meter, dimensions};
})();
