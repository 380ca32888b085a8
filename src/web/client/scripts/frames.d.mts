export function frameTypes(document: object): Promise<string>;
export function schemaTypes(document: object, root: string): Promise<string>;
