/**
 * A whole infotext in the prompt box, as people paste it: one line offers to take it apart, which the
 * server does.
 */
(() => {
    "use strict";

    const {area, press} = Animagine.panelControls;
    const {element, button} = Animagine.dom;
    const {say} = Animagine.words;

    /** Where its settings begin; whether it is one says the server. */
    const SETTINGS = /(?:^|\s)Steps: \d{1,5}, (?:Sampler|Schedule type|CFG scale|Seed|Size): /;

    class Pasted {
        /** @param {HTMLElement} place */
        constructor(place) {
            this.place = place;
            /** Is it to be left as it is? Until something else stands there. */
            this.left = false;
            this.inside = element("p", "animagine-pasted-line", say("This is a whole picture description."));
            this.inside.append(
                button("animagine-button", say("Take apart"), () => press("apart")),
                button("animagine-button", say("Leave it"), () => this.leave()),
            );
            area("prompt")?.addEventListener("input", () => this.look());
            this.look();
        }

        leave() {
            this.left = true;
            this.look();
        }

        look() {
            const box = area("prompt");
            if (!box) return;
            const is = box.value.includes("Steps: ") && SETTINGS.test(box.value);
            if (!is) this.left = false;
            const shown = is && !this.left;
            if (shown === !this.place.hidden) return;
            const held = this.place.contains(document.activeElement);
            this.place.hidden = !shown;
            this.place.replaceChildren(...shown ? [this.inside] : []);
            if (held) box.focus({preventScroll: true});
        }
    }

    Animagine.pasted = {Pasted};
})();
