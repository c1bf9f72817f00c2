"""The main job from end to end, each step with its outcome and time."""

from __future__ import annotations

from pathlib import Path

from hds_blueprint.days import today
from hds_blueprint.deployment.cli import CliMissingError, find_cli
from hds_blueprint.deployment.places import Project, find_project
from hds_blueprint.deployment.report import Report
from hds_blueprint.policies.verdict import Status, Verdict


def demonstrate(path: Path, report: Report) -> bool:
    """Run every step on a document; False where the verdict or the policy pack stops it.

    Where no Pulumi CLI can be had, all but the deployment runs and one line says so.

    Raises:
        InputError: the document or the project cannot be used.
        DeploymentError: the engine stopped on the way; the next run goes on from there.
    """
    project = find_project()
    day = today()
    stack = path.stem

    with report.step("Validate the requirements document") as step:
        from hds_blueprint.hosting.loader import load

        document = load(path, as_of=day)
        step.outcome = f"{path}: valid"
    for notice in document.notices:
        report.line(f"    {notice}")

    with report.step("Build the resource graph, offline") as step:
        from hds_blueprint.graph import program

        graph = program.build(document, stack=stack)
        step.outcome = f"{len(graph.resources)} resources"

    with report.step("Run the rules and Checkov") as step:
        from hds_blueprint.command.judging import check_graph

        waivers = document.content.waivers
        verdict = check_graph(graph, waivers=waivers, as_of=day, language="en", checkov=True)
        step.outcome = _summary(verdict)
    for notice in verdict.notices:
        report.line(f"    {notice}")
    if verdict.refused or verdict.problems:
        report.warn(f"The verdict stops the deployment: `hds check {path}` lists why.")
        return False

    deployed = _deploy(project, stack, path, report)

    with report.step("Write the architecture page") as step:
        from hds_blueprint.command.documentation import write_pages

        pages = write_pages(document, graph, None, ("fr", "en"), as_of=day)
        step.outcome = str(pages[0])

    _close(path, pages[0], stack, report, deployed=deployed is True)
    return deployed is not False


def _summary(verdict: Verdict) -> str:
    parts: list[str] = []
    for tool, name in (("hds", "rules"), ("checkov", "Checkov")):
        found = [finding for finding in verdict.findings if finding.tool == tool]
        if not found:
            continue
        passed = sum(finding.status is Status.PASS for finding in found)
        failed = sum(finding.status is Status.FAIL and finding.waiver is None for finding in found)
        waived = sum(finding.waiver is not None for finding in found)
        parts.append(f"{name}: {passed} passed, {failed} failed, {waived} with a reason")
    return "; ".join(parts)


def _deploy(project: Project, stack: str, path: Path, report: Report) -> bool | None:
    """True: deployed; False: refused by the pack; None: there is no Pulumi CLI."""
    from hds_blueprint.deployment.up import UpRequest, up

    try:
        cli = find_cli(project.root, allow_install=True, announce=report.line)
    except CliMissingError as missing:
        report.warn(f"Left out: the deployment. {missing}")
        return None
    return not up(UpRequest(project, stack, simulated=True, document=path), report, cli=cli).refused


def _close(path: Path, page: Path, stack: str, report: Report, *, deployed: bool) -> None:
    report.line("")
    report.line("Where to look")
    report.line(f"  the page       {page} (open it in a browser)")
    report.line(f"  the resources  hds plan {path}")
    report.line(f"  the verdicts   hds check {path}")
    if deployed:
        report.line(f"  the stack      hds status {stack} --simulated")
        report.line(f"  to end it      hds destroy {stack} --simulated")
    report.line("")
    report.line("To deploy to an AWS account of yours")
    report.line("  1. write stacks/prod.yaml (docs/reference/requirements.md)")
    report.line("  2. hds bootstrap --region eu-west-3     makes the state backend, prints two values")
    report.line("  3. pulumi login 's3://…' && pulumi stack init prod --secrets-provider 'awskms://…'")
    report.line("  4. hds up prod                          or: pulumi up --policy-pack policies")
    report.line("hds is in .venv/bin: put it on the PATH with  export PATH=$PWD/.venv/bin:$PATH")
