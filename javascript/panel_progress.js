/**
 * How far a task is: shown by the host where it can, else asked of the same route in its way.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;
    const {element} = Animagine.dom;

    const ROUTE = "internal/progress";
    const AGAIN = 500;
    /** What `entitle` puts in front of a title. */
    const STATE = /^(?:✓|\(\d+ %\)) /;

    /** @type {Bar | null} */
    let current = null;
    /** The page's own, without how far something is. */
    let title = "";

    /** @param {string} state how far something is, for who looks at another tab */
    function entitle(state) {
        document.title = state ? `${state} ${title}` : title;
    }

    /** Whoever was away sees in the tab that it is finished. */
    function finish() {
        entitle(document.hidden ? "✓" : "");
        if (document.hidden) document.addEventListener("visibilitychange", () => entitle(""), {once: true});
    }

    class Bar {
        /**
         * @param {string} task
         * @param {HTMLElement} container
         */
        constructor(task, container) {
            this.task = task;
            title = document.title.replace(STATE, "");
            this.over = false;
            this.seen = -1;
            this.frame = element("div", "animagine animagine-progress");
            this.bar = element("progress", "");
            this.bar.max = 1;
            this.bar.setAttribute("aria-label", say("Progress"));
            this.text = element("span", "animagine-quiet");
            this.picture = element("img", "animagine animagine-live");
            this.picture.alt = say("The picture so far");
            this.picture.hidden = true;
            this.frame.append(this.bar, this.text);
            container.before(this.frame, this.picture);
            this.ask();
        }

        async ask() {
            if (this.over) return;
            try {
                const answer = await fetch(new URL(ROUTE, document.baseURI), {
                    method: "POST",
                    credentials: "same-origin",
                    headers: {"Content-Type": "application/json"},
                    body: JSON.stringify({id_task: this.task, id_live_preview: this.seen}),
                });
                if (answer.ok) this.show(await answer.json());
            } catch (error) {
                this.text.textContent = say("the server does not answer");
            }
            if (!this.over) setTimeout(() => this.ask(), AGAIN);
        }

        /** @param {any} answer */
        show(answer) {
            if (answer.completed) return this.end();
            if (typeof answer.progress === "number") this.bar.value = answer.progress;
            const percent = `${Math.round(100 * (answer.progress || 0))} %`;
            entitle(`(${percent})`);
            const left = answer.eta ? ` · ${Math.ceil(answer.eta)} s` : "";
            this.text.textContent = `${answer.textinfo || ""} ${percent}${left}`;
            if (answer.live_preview) {
                this.picture.src = answer.live_preview;
                this.picture.hidden = false;
                this.seen = answer.id_live_preview;
            }
        }

        end() {
            if (!this.over) finish();
            this.over = true;
            this.frame.remove();
            this.picture.remove();
        }
    }

    /**
     * @param {string} task
     * @param {HTMLElement} container the bar stands before it
     * @param {HTMLElement} gallery the picture so far is shown in it
     */
    function follow(task, container, gallery) {
        stop();
        if (typeof requestProgress === "function") requestProgress(task, container, gallery, () => undefined, undefined, 600);
        else current = new Bar(task, container);
    }

    function stop() {
        current?.end();
        current = null;
    }

    Animagine.progress = {follow, stop};
})();
