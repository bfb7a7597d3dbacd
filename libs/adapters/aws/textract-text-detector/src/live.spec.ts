import { describeLive } from '@glyphwatch/sent-image/testing';
import { openTextractTextDetector } from './open.ts';

// Credentials and region as for every AWS client.
describeLive('textract', [], async () => openTextractTextDetector({ callsPerSecond: 1 }));
