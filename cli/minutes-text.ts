/** `45 min`, from two hours on `2 h 5 min`. */
export function minutesText(minutes: number): string {
  const whole = Math.round(minutes);
  return whole < 120 ? `${whole} min` : `${Math.floor(whole / 60)} h ${whole % 60} min`;
}
