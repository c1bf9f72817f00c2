"""The golden signals of a service on one page (Amazon CloudWatch)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.data_files import table
from hds_blueprint.components.scope import Scope

_WIDTH, _HEIGHT, _ACROSS = 6, 6, 4  # CloudWatch's grid is 24 units wide


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that is looked at: its name, its kind of alarms.yaml, its CloudWatch dimensions."""

    name: str
    kind: str
    dimensions: Mapping[str, pulumi.Input[str]]


class Dashboard(Component):
    """Traffic, latency, errors and saturation of everything that the alarms look at, a row for each.

    Shows measures and names of resources, no data of the service.

    Cost: the first three dashboards of an account are free, then 3 USD a month.
    Answers: ISO/IEC 27001:2022 A.8.16 (monitoring), A.8.6 (capacity); HDS v2.0 EXI 21 (indicators) in part.
    """

    token = "hds:dashboard:Dashboard"  # noqa: S105 - a type, not a password

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        shown: Sequence[Shown],
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="alerts", data_class="technical", options=options)
        widgets = [widget for row, each in enumerate(shown) for widget in self._row(each, row)]
        aws.cloudwatch.Dashboard(
            "signals",
            dashboard_name=scope.physical_name("signals", maximum=255),
            dashboard_body=pulumi.Output.from_input({"widgets": widgets}).apply(json.dumps),
            opts=self.child(),
        )
        self.register_outputs({})

    def _row(self, shown: Shown, row: int) -> Iterator[dict[str, Any]]:
        settings = table("dashboard")
        for column, (signal, metrics) in enumerate(_signals(shown.kind)):
            yield {
                "type": "metric",
                "x": column % _ACROSS * _WIDTH,
                "y": row * _HEIGHT,
                "width": _WIDTH,
                "height": _HEIGHT,
                "properties": {
                    "title": f"{shown.name}: {settings['titles'][signal]}",
                    "region": self.scope.region,
                    "view": "timeSeries",
                    "period": settings["period"],
                    "metrics": [
                        [
                            namespace,
                            metric,
                            *(part for pair in shown.dimensions.items() for part in pair),
                            {"stat": statistic},
                        ]
                        for namespace, metric, statistic in metrics
                    ],
                },
            }


def _signals(kind: str) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Each signal of a kind with its metrics: namespace, metric, statistic."""
    settings = table("dashboard")
    listed = settings["signals"].get(kind)
    if listed is None:
        alarms = table("alarms")[kind].values()
        yield "saturation", [(alarm["namespace"], alarm["metric"], alarm["statistic"]) for alarm in alarms]
        return
    for signal in settings["order"]:
        if signal in listed:
            yield signal, [(listed["namespace"], metric, statistic) for metric, statistic in listed[signal]]
