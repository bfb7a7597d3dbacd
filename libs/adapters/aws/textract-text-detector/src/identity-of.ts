export const PROVIDER = 'textract';
