/** Differences and links of an editor, away from the thread that paints. */
import 'monaco-editor/editor/editor.worker.js'
