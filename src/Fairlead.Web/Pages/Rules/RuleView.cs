using Fairlead.Client;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Fairlead.Platform.Rules;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Rules;

/// <summary>What the forms of a rule's page left: what was typed, and why it was not done.</summary>
/// <param name="Draft"><see langword="null"/>: as it is stored.</param>
internal sealed record RuleForms(RuleDraft? Draft = null, Problem? Problem = null, string? Until = null, Problem? RenewProblem = null, Problem? DeleteProblem = null)
{
    public Problem? Any => Draft?.Problem ?? Problem ?? RenewProblem ?? DeleteProblem;
}

/// <summary>Draws the page of one rule.</summary>
internal sealed class RuleView(FindingRules rules, TimeProvider clock)
{
    /// <exception cref="ProblemException">There is no such rule.</exception>
    public async Task<IResult> PageAsync(HttpContext context, FindingRuleId id, RuleForms forms, CancellationToken ct)
    {
        var standing = await rules.StandingAsync(await FindAsync(id, ct), ct);
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(context.Request.Query, "done")];
        return Forms.Page<RulePage>(context, Forms.StatusOf(forms.Any), new
        {
            Caller = Caller.Of(context.User),
            Done = WrongFilter.ReadDone<RuleDone>(context.Request, wrong),
            Wrong = (IReadOnlyList<WrongFilter>)wrong,
            Standing = standing,
            Now = clock.GetUtcNow(),
            Draft = forms.Draft is { } typed ? Current(typed, standing.Rule) : new RuleDraft(YamlText.Of(FindingRules.BodyOf(standing)), standing.Rule.Revision),
            forms.Problem,
            forms.Until,
            forms.RenewProblem,
            forms.DeleteProblem,
        });
    }

    /// <exception cref="ProblemException">There is no such rule.</exception>
    public async Task<FindingRule> FindAsync(FindingRuleId id, CancellationToken ct) =>
        await rules.GetAsync(id, ct) ?? throw new ProblemException(new Problem(ProblemKind.NotFound, "There is no such rule. It may have been deleted: see the page Rules."));

    /// <summary>Whoever was told that somebody else changed it may replace that.</summary>
    private static RuleDraft Current(RuleDraft typed, FindingRule rule) => typed.Problem?.Kind == ProblemKind.Conflict ? typed with { Revision = rule.Revision } : typed;
}
