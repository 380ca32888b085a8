export function frameTypes(document: object): Promise<string>;
