using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Webhooks;

/// <summary>The site's webhooks: register, hold back, send again, and see what was delivered.</summary>
public sealed class SandboxWebhooks
{
    private readonly Site _site;
    private readonly WebhookSender _sender;
    private readonly Dictionary<long, SandboxWebhook> _registered = [];
    private readonly List<(WebhookTarget Target, WebhookMessage Message)> _held = [];
    private bool _isHolding;

    internal SandboxWebhooks(Site site, WebhookSender sender)
    {
        _site = site;
        _sender = sender;
        Dynamic = new DynamicWebhooks(site);
        site.Changed = Hear;
        Reset();
    }

    /// <summary>Every attempt so far, oldest first.</summary>
    public IReadOnlyList<SandboxDelivery> Deliveries => _sender.Deliveries;

    /// <returns>The webhook's id.</returns>
    public long Register(SandboxWebhook webhook)
    {
        lock (_site.Gate)
        {
            var id = _site.NextId("webhook", 1);
            _registered[id] = webhook;
            return id;
        }
    }

    /// <returns>Whether there was one.</returns>
    public bool Remove(long id)
    {
        lock (_site.Gate)
            return _registered.Remove(id);
    }

    /// <summary>From now on nothing is sent until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (_site.Gate)
            _isHolding = true;
    }

    /// <summary>Sends what was held, as it would arrive on a bad day.</summary>
    /// <param name="copies">How often each is delivered, under the same identifier.</param>
    /// <param name="newestFirst">In the wrong order.</param>
    public void Release(int copies = 1, bool newestFirst = false)
    {
        lock (_site.Gate)
        {
            _isHolding = false;
            if (newestFirst)
                _held.Reverse();
            foreach (var (target, message) in _held)
            {
                for (var i = 0; i < copies; i++)
                    _sender.Send(target, message);
            }

            _held.Clear();
        }
    }

    /// <summary>Held ones are forgotten, as when Jira gives up.</summary>
    public void DropHeld()
    {
        lock (_site.Gate)
        {
            _held.Clear();
            _isHolding = false;
        }
    }

    /// <summary>Done when nothing is waiting for its first attempt any more.</summary>
    public Task WhenSentAsync(CancellationToken ct) => _sender.WhenIdleAsync(ct);

    /// <summary>Those that administrators made, by number.</summary>
    public IReadOnlyDictionary<long, SandboxWebhook> Registered => _registered;

    /// <summary>Cloud: those of the app.</summary>
    internal DynamicWebhooks Dynamic { get; }

    internal void Replace(long id, SandboxWebhook webhook) => _registered[id] = webhook;

    /// <summary>Back to the options' webhooks; the log of deliveries is emptied.</summary>
    internal void Reset()
    {
        lock (_site.Gate)
        {
            _registered.Clear();
            Dynamic.Clear();
            _held.Clear();
            _isHolding = false;
            _sender.Clear();
            foreach (var webhook in _site.Options.Webhooks)
                _registered[_site.NextId("webhook", 1)] = webhook;
        }
    }

    private void Hear(Changes.SiteEvent happened)
    {
        foreach (var hook in _registered.Values)
        {
            if (hook.Events is { Count: > 0 } events && !events.Contains(happened.Name))
                continue;
            if (hook.Jql.Length > 0 && !Search.JqlSearch.Matches(_site, happened.Issue, hook.Jql))
                continue;
            Tell(new WebhookTarget.Administered(hook), happened);
        }

        foreach (var hook in Dynamic.Wanting(happened))
            Tell(new WebhookTarget.OfApp(hook), happened);
    }

    private void Tell(WebhookTarget target, Changes.SiteEvent happened)
    {
        var message = WebhookMessage.Of(_site, happened);
        if (_isHolding)
            _held.Add((target, message));
        else
            _sender.Send(target, message);
    }
}
