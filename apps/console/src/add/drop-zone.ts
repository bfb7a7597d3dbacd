import { useEffect } from 'preact/hooks';
import { sendFiles } from './send-files.ts';

/** Files may be dropped and pasted anywhere on the page. */
export function useDropAndPaste(onOver: (over: boolean) => void): void {
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      onOver(true);
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && onOver(false);
    const drop = (event: DragEvent) => {
      onOver(false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      sendFiles([...(event.dataTransfer?.files ?? [])]);
    };
    const paste = (event: ClipboardEvent) => sendFiles([...(event.clipboardData?.files ?? [])]);
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    addEventListener('paste', paste);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
      removeEventListener('paste', paste);
    };
  }, []);
}
