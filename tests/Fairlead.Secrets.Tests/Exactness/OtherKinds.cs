namespace Fairlead.Secrets.Tests.Exactness;

/// <summary>
/// Texts in which the rule that they test rightly finds nothing, and that hold a true secret of another kind: a user's token where the rule is for a bot's, the same
/// text that another rule of that scanner must find, a key that is allowed there by name alone or only in files of another name. Each was looked at (2026-11-29).
/// </summary>
internal static class OtherKinds
{
    /// <returns>Our rules that rightly find something in it.</returns>
    public static IReadOnlyList<string> Of(string vector) => Reviewed.TryGetValue(vector, out var rules) ? rules : [];

    private static readonly Dictionary<string, string[]> Reviewed = new()
    {
        ["f0506536fc3d"] = ["generic-password"], // titus, kingfisher.deviantart.1
        ["a18a7f274c29"] = ["generic-password"], // titus, np.generic.5
        ["541f58312349"] = ["vault-batch-token"], // titus, np.hashicorp.2
        ["5ff253c11db0"] = ["new-relic-license-key"], // titus, np.newrelic.2
        ["8c46df27431e"] = ["slack-user-token"], // titus, np.slack.2
        ["63fb046041c3"] = ["slack-legacy-bot-token"], // titus, np.slack.2
        ["53728a1667e5"] = ["slack-legacy-bot-token"], // titus, np.slack.4
        ["7ceac3659b6f"] = ["slack-user-token"], // titus, np.slack.6
        ["8bc7c105a117"] = ["twitter-access-token-secret"], // titus, np.twitter.2
        ["e994dd49b343"] = ["anthropic-api-key"], // gitleaks, anthropic-admin-api-key
        ["8bf5713f5237"] = ["cloudflare-global-key-old"], // gitleaks, cloudflare-api-key
        ["65aa57235d9e"] = ["cloudflare-origin-ca-key"], // gitleaks, cloudflare-api-key
        ["8f97b2ff8d72"] = ["cloudflare-token-old"], // gitleaks, cloudflare-global-api-key
        ["c6a8c9d13ec9"] = ["cloudflare-token-old"], // gitleaks, cloudflare-global-api-key
        ["da36aa7c23b4"] = ["cloudflare-origin-ca-key"], // gitleaks, cloudflare-global-api-key
        ["0d6361393f4e"] = ["cloudflare-global-key-old"], // gitleaks, cloudflare-origin-ca-key
        ["26d1a6acb3b1"] = ["cloudflare-token-old"], // gitleaks, cloudflare-origin-ca-key
        ["ab0dc46bdddb"] = ["cloudflare-token-old"], // gitleaks, cloudflare-origin-ca-key
        ["15b1c70a5371"] = ["freemius-secret-key"], // gitleaks, freemius-secret-key
        ["fcf1d335878e"] = ["google-api-key"], // gitleaks, gcp-api-key
        ["98b816969192"] = ["google-api-key"], // gitleaks, gcp-api-key
        ["b075395f3ad4"] = ["google-api-key"], // gitleaks, gcp-api-key
        ["43f25ba6d0d8"] = ["google-api-key"], // gitleaks, gcp-api-key
        ["e0a87b68da48"] = ["nuget-config-password"], // gitleaks, nuget-config-password
        ["665a6dbbdc71"] = ["generic-secret"], // gitleaks, settlemint-personal-access-token
        ["9a589058d6cc"] = ["aws-secret-access-key"], // secretlint, aws
        ["dee5fefcc43f"] = ["aws-secret-access-key"], // secretlint, preset-canary
        ["d90e1e1cd92d"] = ["aws-secret-access-key"], // secretlint, preset-recommend
        ["8891cdca3f5b"] = ["generic-password"], // noseyparker, np.generic.5
        ["3147cab854c1"] = ["vault-batch-token"], // noseyparker, np.hashicorp.2
        ["d6fd9602d778"] = ["new-relic-license-key"], // noseyparker, np.newrelic.2
        ["b21e0cce946c"] = ["slack-user-token"], // noseyparker, np.slack.2
        ["ed3433e9f04f"] = ["slack-legacy-bot-token"], // noseyparker, np.slack.2
        ["1463ceecdb09"] = ["slack-legacy-bot-token"], // noseyparker, np.slack.4
        ["836d9affcc24"] = ["slack-user-token"], // noseyparker, np.slack.6
        ["acafd8c43093"] = ["twitter-access-token-secret"], // noseyparker, np.twitter.2
    };
}
