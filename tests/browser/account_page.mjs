// SPDX-License-Identifier: Apache-2.0
// What tests of the account view share.

/** The address of the account view with a state. */
export function fragment(state, view = "account") {
  return `#/${view}?s=${Buffer.from(JSON.stringify(state)).toString("base64url")}`;
}

/** The ends of the heat map, as the API tells them. */
export async function letters(page, port, client) {
  return page.evaluate(async ([asked, profile]) => {
    const body = { port: asked, family: "ipv4", ...(profile === "" ? {} : { clients: [profile] }) };
    const answer = await fetch("api/heatmap", {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
    });
    return (await answer.json()).ends.map(({ id }) => id);
  }, [port, client]);
}

/**
 * The text of the cell where the keyboard stands, and the letter of the fill that covers most of it
 * (`.`: none does). Cells of 40 pixels, headers of 176 and 132.
 */
export async function heatText(page) {
  return page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const text = document.querySelector("#heat-live").textContent;
    const canvas = document.querySelector(".heat-canvas");
    const names = document.querySelector(".heat-canvas").dataset.cursor.split(" ").map(Number);
    const [row, column] = names;
    const pixels = canvas.getContext("2d").getImageData(176 + column * 40 + 4, 132 + row * 40 + 4, 32, 32).data;
    const probe = document.body.appendChild(document.createElement("span"));
    const fills = { w: "works", p: "partial", h: "half-open", d: "denied", u: "unknown" };
    let best = [".", 0];
    for (const [letter, verdict] of Object.entries(fills)) {
      probe.className = `heat-fill-${verdict}`;
      const [red, green, blue] = getComputedStyle(probe).color.match(/\d+/g).map(Number);
      let count = 0;
      for (let at = 0; at < pixels.length; at += 4) {
        if (pixels[at] === red && pixels[at + 1] === green && pixels[at + 2] === blue) count += 1;
      }
      if (count > best[1]) best = [letter, count];
    }
    probe.remove();
    return { text, colour: best[1] > 100 ? best[0] : "." };
  });
}
