export async function loadDigits(){throw new Error('no digits')}
