/**
 * The tag lists and the host's names, fetched when the page stands; completion works with whatever
 * has arrived, and without it.
 */
(() => {
    "use strict";

    const {say} = Animagine.words;

    const RETRY = [2000, 10000, 60000];
    /** The host's names are asked for again after this time, in milliseconds. */
    const FRESH = 60000;

    /** @type {Animagine.Index | null} */
    let index = null;
    /** @type {Animagine.HostNames} */
    let names = {loras: [], embeddings: [], styles: [], wildcards: [], comments: {marks: ["#"], blocks: false}};
    let asked = -Infinity;

    /** Fetch everything; a failure is tried again a few times and then told once, on the console. */
    async function start() {
        for (let n = 0; ; n++) {
            try {
                const answer = await refreshNames();
                index = await fetchIndex(answer.tags);
                return;
            } catch (error) {
                if (n === RETRY.length) {
                    console.info(say("Animagine: no tag lists, completion offers only what the host has"), error);
                    return;
                }
                await new Promise((done) => setTimeout(done, RETRY[n]));
            }
        }
    }

    /** @param {string} version its hash; an answer under it never changes */
    async function fetchIndex(version) {
        const file = await Animagine.http.json(`tags.json?v=${encodeURIComponent(version)}`);
        await new Promise((done) => setTimeout(done)); // let the page have its turn
        if (file.dropped) {
            const text = "Animagine: the least used tags are not offered, there are too many; left out: {count}";
            console.info(say(text, {count: file.dropped}));
        }
        return Animagine.index.build(file);
    }

    async function refreshNames() {
        asked = performance.now();
        const answer = await Animagine.http.json("names");
        const {loras, embeddings, styles, wildcards = [], comments = names.comments} = answer; // 0.1 still runs, and tells none
        names = {loras, embeddings, styles, wildcards, comments};
        return answer;
    }

    Animagine.load = {
        start,
        index: () => index,
        /** What the host has, perhaps a minute old. */
        host() {
            if (index !== null && performance.now() - asked > FRESH) refreshNames().catch(() => names);
            return names;
        },
        /** @param {Animagine.Index} made for tests, benchmarks and pages with lists of their own */
        use(made) {
            index = made;
        },
    };
})();
