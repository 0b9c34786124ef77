// The door to the browser: opens an address where there is a screen; elsewhere the address is all there is.

export async function openBrowser(url: string): Promise<boolean> {
  const screen =
    process.platform !== 'linux' ||
    [process.env['DISPLAY'], process.env['WAYLAND_DISPLAY']].some(Boolean)
  if (!screen || process.env['CI'] !== undefined) return false
  try {
    const { default: open } = await import('open')
    await open(url)
    return true
  } catch {
    return false
  }
}
