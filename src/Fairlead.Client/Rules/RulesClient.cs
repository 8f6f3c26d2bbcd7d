using System.Text;

namespace Fairlead.Client.Rules;

/// <summary>What is done about findings that meet conditions.</summary>
public sealed class RulesClient(FairleadTransport transport)
{
    private const string Rules = "api/v1/rules";

    /// <summary>By name.</summary>
    public Task<IReadOnlyList<FindingRuleResponse>> ListAsync(CancellationToken ct) => transport.GetAsync<IReadOnlyList<FindingRuleResponse>>(Rules, ct);

    public Task<FindingRuleResponse> GetAsync(string name, CancellationToken ct) => transport.GetAsync<FindingRuleResponse>(PathOf(name), ct);

    /// <summary>Makes the rule, or replaces the one of its name.</summary>
    public Task<FindingRuleResponse> PutAsync(FindingRuleBody rule, CancellationToken ct) =>
        transport.SendAsync<FindingRuleBody, FindingRuleResponse>(HttpMethod.Put, PathOf(rule.Name), rule, ct);

    /// <summary>Creates or replaces the rules of a YAML document by name: all or none.</summary>
    public Task<IReadOnlyList<AppliedRule>> ApplyAsync(string yaml, CancellationToken ct) =>
        transport.SendAsync<IReadOnlyList<AppliedRule>>(
            HttpMethod.Post, $"{Rules}/yaml", new StringContent(yaml, Encoding.UTF8, "application/yaml"), FairleadTransport.DefaultTimeout, ct);

    /// <summary>Enables, disables or deletes several rules: all or none.</summary>
    public Task<RulesResponse> ActAsync(RuleAction action, IReadOnlyList<string> names, CancellationToken ct) =>
        transport.SendAsync<RulesRequest, RulesResponse>(HttpMethod.Post, $"{Rules}/actions", new RulesRequest(action, names), ct);

    /// <param name="expires">The last UTC day on which it acts.</param>
    public Task<FindingRuleResponse> RenewAsync(string name, DateOnly expires, CancellationToken ct) =>
        transport.SendAsync<RenewRuleRequest, FindingRuleResponse>(HttpMethod.Post, $"{PathOf(name)}/renew", new RenewRuleRequest(expires.ToString("yyyy-MM-dd")), ct);

    /// <summary>What the rule would do if it acted on all findings that are open now. Nothing is done, and the rule need not exist.</summary>
    public Task<RuleSimulation> SimulateAsync(FindingRuleBody rule, CancellationToken ct) =>
        transport.SendAsync<FindingRuleBody, RuleSimulation>(HttpMethod.Post, $"{Rules}/simulate", rule, ct);

    private static string PathOf(string rule) => $"{Rules}/{Uri.EscapeDataString(rule)}";
}
