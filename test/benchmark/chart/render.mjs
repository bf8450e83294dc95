// Panels of bars as an SVG: no script, light and dark, the same text for the same figures.

/** @typedef {import("./panels.mjs").Panel} Panel */

const WIDTH = 800;
const MARGIN = 24;
const NAME_WIDTH = 210;
const VALUE_WIDTH = 70;
const TITLE_HEIGHT = 46;
const BAR_STEP = 22;
const BAR_HEIGHT = 14;
const PANEL_GAP = 18;
const FOOT_HEIGHT = 26;
const BAR_LENGTH = WIDTH - 2 * MARGIN - NAME_WIDTH - VALUE_WIDTH;
/** What is nothing beside the longest bar shall be seen to be there. */
const SHORTEST_BAR = 1;

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; font-size: 15px; }
  .quiet { fill: #59636e; font-size: 12px; }
  .ours { font-weight: 600; }
  rect { fill: #afb8c1; }
  rect.ours { fill: #0969da; }
  rect.page { fill: #ffffff; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .quiet { fill: #9198a1; }
    rect { fill: #4d555e; }
    rect.ours { fill: #4493f8; }
    rect.page { fill: #0d1117; }
  }`;

/**
 * @param {readonly Panel[]} panels
 * @param {string} foot Which machine it was.
 * @returns {string}
 */
export function renderChart(panels, foot) {
  let top = MARGIN;
  const drawn = panels.map((panel) => {
    const text = renderPanel(panel, top);
    top += TITLE_HEIGHT + panel.bars.length * BAR_STEP + PANEL_GAP;
    return text;
  });
  const height = top + FOOT_HEIGHT;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title description">`,
    `<title id="title">How many tokens are verified, and how many requests answered</title>`,
    `<desc id="description">${escape(panels.map(describePanel).join(" "))}</desc>`,
    `<style>${STYLE}\n</style>`,
    `<rect class="page" width="${WIDTH}" height="${height}" rx="6"/>`,
    ...drawn,
    `<text class="quiet" x="${MARGIN}" y="${height - MARGIN / 2}">${escape(foot)}</text>`,
    "</svg>\n",
  ].join("\n");
}

/**
 * @param {Panel} panel
 * @param {number} top
 */
function renderPanel({ title, subtitle, bars, format }, top) {
  const longest = Math.max(...bars.map(({ value }) => value));
  const lines = bars.map(({ name, value, isOurs }, index) => {
    const y = top + TITLE_HEIGHT + index * BAR_STEP;
    const length = Math.max(SHORTEST_BAR, (BAR_LENGTH * value) / longest);
    const baseline = y + BAR_HEIGHT - 3;
    const mark = isOurs ? ' class="ours"' : "";
    const start = MARGIN + NAME_WIDTH;
    return [
      `<text${mark} x="${start - 8}" y="${baseline}" text-anchor="end">${escape(name)}</text>`,
      `<rect${mark} x="${start}" y="${y}" width="${length.toFixed(1)}" height="${BAR_HEIGHT}" rx="2"/>`,
      `<text${mark} x="${(start + length + 8).toFixed(1)}" y="${baseline}">${escape(format(value))}</text>`,
    ].join("\n");
  });
  return [
    `<text class="title" x="${MARGIN}" y="${top + 14}">${escape(title)}</text>`,
    `<text class="quiet" x="${MARGIN}" y="${top + 32}">${escape(subtitle)}</text>`,
    ...lines,
  ].join("\n");
}

/** @param {Panel} panel */
function describePanel({ title, subtitle, bars, format }) {
  return `${title} (${subtitle}): ${bars.map(({ name, value }) => `${name} ${format(value)}`).join("; ")}.`;
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
