"""Says why no model can be made, and what to do. Takes counts only, so that it needs nothing installed."""


def refuse_one_kind(where: str, labels: int, positives: int, choose: str) -> None:
    """Labels that are all alike teach nothing, and no AUC can be told of them."""
    if 0 < positives < labels:
        return
    kind = 'positive' if positives else 'negative'
    raise SystemExit(f'{where}: {labels:,} opportunities have a label, and every one is {kind}, so nothing can be told apart; {choose}')


def refuse_no_features(features: int, labels: int, positives: int, least: float) -> None:
    """XGBoost has split on no column. `least`: its min_child_weight, of which a row brings p (1 - p), so a quarter at most."""
    seen = f'{labels:,} opportunities with a label, {positives:,} of them positive'
    if features == 0:
        raise SystemExit('index.csv has no feature, so there is nothing to train on; give the dictionary rows and run a night first')
    raise SystemExit(
        f'no feature was chosen: of {features:,}, none tells {seen}, apart. Either they are too few (each side of a split takes '
        f'{4 * least:,.0f} at least, by min_child_weight): train on more nights. Or no feature moves with '
        'this label: look whether --scene, --drop and --label are the right ones (npx daybreak features shows what a night has), or add features'
    )
