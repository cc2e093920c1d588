/**
 * Sends pieces in their order, one at a time: the receiver answers when it has room. What waits is bounded; a stream
 * that lost a piece is of no use, so more than that is a failure.
 */
export function createUploader({ url, maxQueuedBytes, onFailure }) {
  const queue = [];
  let queuedBytes = 0;
  let sending = false;
  let failed = false;

  const fail = (reason) => {
    failed = true;
    queue.length = 0;
    onFailure(reason);
  };

  async function send() {
    sending = true;
    while (queue.length > 0) {
      const piece = queue[0];
      try {
        const response = await fetch(url, { method: "POST", body: piece });
        if (!response.ok) throw new Error(String(response.status));
      } catch {
        fail("upload");
        break;
      }
      queue.shift();
      queuedBytes -= piece.size;
    }
    sending = false;
  }

  return (piece) => {
    if (failed) return;
    queue.push(piece);
    queuedBytes += piece.size;
    if (queuedBytes > maxQueuedBytes) fail("overflow");
    else if (!sending) send();
  };
}
