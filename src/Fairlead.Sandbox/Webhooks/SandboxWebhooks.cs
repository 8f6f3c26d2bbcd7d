namespace Fairlead.Sandbox.Webhooks;

/// <summary>The site's webhooks: register, hold back, send again, and see what was delivered.</summary>
public sealed class SandboxWebhooks
{
    internal SandboxWebhooks()
    {
    }
}
