/**
 * Lines under what the findings are about: a transparent layer over a box, laid out like its text,
 * scrolling and resizing with it. The mouse goes through it.
 */
(() => {
    "use strict";

    const {element} = Animagine.dom;

    const LONGEST = 20000;
    const MOST = 60;

    class Underline {
        /** @param {HTMLTextAreaElement | HTMLInputElement} box */
        constructor(box) {
            this.box = box;
            this.layer = element("div", "animagine animagine-layer");
            this.layer.setAttribute("aria-hidden", "true");
            this.text = element("div", "animagine-layer-text");
            this.layer.append(this.text);
            const parent = /** @type {HTMLElement} */ (box.parentElement);
            if (getComputedStyle(parent).position === "static") parent.style.position = "relative";
            box.insertAdjacentElement("afterend", this.layer);
            box.addEventListener("scroll", () => this.scroll(), {passive: true});
            new ResizeObserver(() => this.fit()).observe(box);
        }

        /** @param {Animagine.Finding[]} findings */
        show(findings) {
            const value = this.box.value;
            const spans = value.length > LONGEST ? [] : marks(findings, value.length);
            this.layer.hidden = spans.length === 0;
            if (spans.length === 0) return this.text.replaceChildren();
            /** @type {Array<string | Node>} */
            const parts = [];
            let at = 0;
            for (const {start, end, severity} of spans) {
                parts.push(value.slice(at, start));
                parts.push(element("span", `animagine-finding animagine-${severity}`, value.slice(start, end)));
                at = end;
            }
            parts.push(`${value.slice(at)}\n`);
            this.text.replaceChildren(...parts);
            this.fit();
        }

        /** Lie over the box as it is now. */
        fit() {
            if (this.layer.hidden) return;
            const {box, layer} = this;
            Animagine.mirror.imitate(this.text, box);
            layer.style.left = `${box.offsetLeft + box.clientLeft}px`;
            layer.style.top = `${box.offsetTop + box.clientTop}px`;
            layer.style.width = `${box.clientWidth}px`;
            layer.style.height = `${box.clientHeight}px`;
            this.scroll();
        }

        scroll() {
            this.text.style.transform = `translate(${-this.box.scrollLeft}px, ${-this.box.scrollTop}px)`;
        }
    }

    /**
     * Places in text order that do not overlap; where two do, the graver one stays.
     *
     * @param {Animagine.Finding[]} findings
     * @param {number} length
     */
    function marks(findings, length) {
        const weight = (/** @type {Animagine.Finding} */ finding) => Animagine.findings.SEVERITIES.indexOf(finding.severity);
        const wanted = findings.filter((each) => each.end > each.start && each.end <= length && each.severity !== "hint")
            .sort((a, b) => weight(b) - weight(a) || (a.end - a.start) - (b.end - b.start));
        /** @type {Animagine.Finding[]} */
        const kept = [];
        for (const each of wanted.slice(0, MOST)) {
            if (kept.every((other) => each.end <= other.start || each.start >= other.end)) kept.push(each);
        }
        return kept.sort((a, b) => a.start - b.start);
    }

    Animagine.underline = {Underline};
})();
