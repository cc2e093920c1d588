import { columnsFor } from "./stage.js";

/** Draws the stage as the page shows it: each picture whole in its cell, or the waiting picture (an element's text). */
export function drawPicture({ context, width, height, videos, waiting }) {
  context.fillStyle = "#101014";
  context.fillRect(0, 0, width, height);
  if (waiting) {
    context.fillStyle = "#c8c8d0";
    context.font = `${Math.round(height * 0.04)}px sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(waiting.textContent, width / 2, height / 2);
    return;
  }
  const columns = columnsFor(videos.length);
  const cellWidth = width / columns;
  const cellHeight = height / Math.max(1, Math.ceil(videos.length / columns));
  videos.forEach((video, index) => {
    const { videoWidth, videoHeight } = video;
    if (videoWidth === 0 || videoHeight === 0) return;
    const scale = Math.min(cellWidth / videoWidth, cellHeight / videoHeight);
    const [drawnWidth, drawnHeight] = [videoWidth * scale, videoHeight * scale];
    const left = (index % columns) * cellWidth + (cellWidth - drawnWidth) / 2;
    const top = Math.floor(index / columns) * cellHeight + (cellHeight - drawnHeight) / 2;
    context.drawImage(video, left, top, drawnWidth, drawnHeight);
  });
}
