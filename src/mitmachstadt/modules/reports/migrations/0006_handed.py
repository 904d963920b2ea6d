"""Reports go into GeoReport servers of units, too."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('city', '0002_import_memory'),
        ('reports', '0005_tiles'),
    ]

    operations = [
        migrations.CreateModel(
            name='Handed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('sent_at', models.DateTimeField(blank=True, db_index=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('failed_at', models.DateTimeField(blank=True, db_index=True, null=True)),
                ('last_error', models.CharField(blank=True, max_length=300)),
                ('key', models.CharField(max_length=120, unique=True)),
                ('their_id', models.CharField(blank=True, max_length=100)),
                ('token', models.CharField(blank=True, max_length=200)),
                ('their_words', models.CharField(blank=True, max_length=400)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'report in another system',
                'verbose_name_plural': 'reports in another system',
                'ordering': ['-id'],
            },
        ),
        migrations.AddField(
            model_name='outsideunit',
            name='address',
            field=models.URLField(blank=True, max_length=300, verbose_name='GeoReport address'),
        ),
        migrations.AddField(
            model_name='outsideunit',
            name='codes',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='outsideunit',
            name='jurisdiction',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='outsideunit',
            name='sealed_key',
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name='outsideunit',
            name='email',
            field=models.EmailField(blank=True, max_length=254, verbose_name='e-mail address'),
        ),
        migrations.AddConstraint(
            model_name='outsideunit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('address__gt', ''), ('email', '')), models.Q(('address', ''), ('email__gt', '')), _connector='OR'), name='outside_by_mail_or_georeport'),
        ),
        migrations.AddField(
            model_name='handed',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handed', to='reports.report'),
        ),
        migrations.AddField(
            model_name='handed',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='city.organisation'),
        ),
    ]
